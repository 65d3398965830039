import AIGenerateClient
import Foundation
import Testing

@Suite struct ReadingRecords {
    private static func read(_ text: String) throws -> TaskRecord {
        try JSONDecoder().decode(TaskRecord.self, from: Data(text.utf8))
    }

    @Test func `a finished record is read to the last field`() throws {
        let record = try Self.read(
            """
            {"taskId":"task_1","clientTaskId":"mine-0123456789abc","model":"m","state":"success",
             "param":"{\\"model\\":\\"m\\"}","resultJson":"{\\"resultUrls\\":[\\"https://h/1\\"]}",
             "failCode":null,"failMsg":null,"costTime":6120,"createTime":1763845207102,
             "updateTime":1763845213222,"completeTime":1763845213222,"progress":100,
             "creditsConsumed":4.00,"usdConsumed":0.028123,"expiresAt":1765054813222,
             "metadata":{"user":"u1"},"outputs":[{"url":"https://h/1","sha256":"ab","bytes":12,
             "mime":"image/png","width":1024,"height":1536,"seed":9007199254740993}],
             "attempts":[{"provider":"sandbox","startedAt":1763845207500,"outcome":"ok"}],
             "receipt":{"charge":1}}
            """
        )
        #expect(record.state == .success)
        #expect(record.clientTaskID == "mine-0123456789abc")
        #expect(record.costTime == .milliseconds(6_120))
        #expect(record.createTime == Date(timeIntervalSince1970: 1_763_845_207.102))
        #expect(record.usdConsumed == Decimal(string: "0.028123"))
        #expect(record.metadata == ["user": "u1"])
        #expect(record.outputs.first?.bytes == 12)
        #expect(record.seed == 9_007_199_254_740_993)
        #expect(record.attempts.first?.provider == "sandbox")
        #expect(record.raw["receipt"]?["charge"] == 1)
        #expect(record.failCode == nil)
    }

    @Test func `a server that lists no outputs gives their addresses at least`() throws {
        let record = try Self.read(
            """
            {"taskId":"t","model":"m","state":"success","createTime":1,
             "resultJson":"{\\"resultUrls\\":[\\"https://h/1\\",\\"https://h/2\\"]}"}
            """
        )
        #expect(record.resultURLs.map(\.absoluteString) == ["https://h/1", "https://h/2"])
    }

    @Test func `a reason that is not known yet is kept`() throws {
        let record = try Self.read(
            #"{"taskId":"t","model":"m","state":"fail","createTime":1,"failClass":"new_one"}"#
        )
        #expect(record.failClass?.rawValue == "new_one")
        #expect(record.failClass?.isModeration == false)
    }

    @Test(arguments: ["0.1", "0.028", "123456789012.123456", "9007199254740993", "-0.5", "1e3"])
    func `numbers keep their exact value, both ways`(text: String) throws {
        let value = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
        #expect(value == Decimal(string: text).map(JSON.number))
        let again = try JSONEncoder().encode(value)
        #expect(try JSONDecoder().decode(JSON.self, from: again) == value)
    }

    @Test func `a document is the same after writing and reading`() throws {
        let document: JSON = [
            "null": nil, "yes": true, "no": false, "one": 1, "tenth": 0.1, "text": "é\"\n",
            "list": [1, "two", [:]],
        ]
        let bytes = try JSONEncoder().encode(document)
        #expect(try JSONDecoder().decode(JSON.self, from: bytes) == document)
        #expect(document["tenth"]?.numberValue == Decimal(string: "0.1"))
    }

    @Test func `an input has only what was given, and a field of one's own wins`() {
        let input = ImageInput(
            prompt: "a",
            outputFormat: "webp",
            imageURLs: ["https://h/ref.png"],
            extra: ["output_format": "avif", "style": "ink"]
        )
        #expect(
            input.fields == [
                "prompt": "a", "output_format": "avif", "style": "ink",
                "image_urls": ["https://h/ref.png"],
            ]
        )
    }
}
