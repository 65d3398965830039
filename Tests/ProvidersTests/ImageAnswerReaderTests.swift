import Domain
import Foundation
import TestKit
import Testing

@testable import Providers

@Suite struct `Reading an answer with pictures` {
    private struct Reading {
        var answer: ImageAnswer
        var outputs: [Int: CollectingSink.Output]
        var mostBuffered: Int
        var fault: AnswerFault?
    }

    private func read(
        _ chunks: [[UInt8]],
        wanted: Int = 1,
        largestPicture: Int = .max
    ) -> Reading {
        let store = CollectingSink()
        var reader = ImageAnswerReader(
            wanted: wanted,
            largestPicture: largestPicture,
            sink: store.sink
        )
        var mostBuffered = 0
        var fault: AnswerFault?
        do throws(AnswerFault) {
            for chunk in chunks {
                try chunk.withUnsafeBufferPointer { (bytes) throws(AnswerFault) in
                    try reader.feed(UnsafeRawBufferPointer(bytes))
                }
                mostBuffered = max(mostBuffered, reader.buffered)
            }
        } catch { fault = error }
        let answer = reader.finish()
        return Reading(
            answer: answer,
            outputs: store.outputs,
            mostBuffered: mostBuffered,
            fault: fault
        )
    }

    private func read(_ text: String, wanted: Int = 1, largestPicture: Int = .max) -> Reading {
        read([Array(text.utf8)], wanted: wanted, largestPicture: largestPicture)
    }

    private func base64(_ text: String) -> String {
        Data(text.utf8).base64EncodedString()
    }

    @Test(arguments: [1, 2, 3, 5, 64, 1_000])
    func `does not mind where the answer is cut`(length: Int) {
        let picture = TestPicture.make(.png, width: 640, height: 480, seed: 1)
        let text = Data(picture.bytes).base64EncodedString().replacing("/", with: "\\/")
        let answer =
            "{\"usage\":{\"total_tokens\": 12},\n\"data\" : [{\"b64_json\":\"\(text)\","
            + "\"revised_prompt\":\"a \\\"fox\\\"\"} , {\"x\":[{\"b64_json\":\"!\"}],\"b64_json\":"
            + "\"Zm94\"}],\"size\":\"640x480\"} "
        let bytes = Array(answer.utf8)
        let chunks = stride(from: 0, to: bytes.count, by: length).map {
            Array(bytes[$0..<min($0 + length, bytes.count)])
        }
        let reading = read(chunks, wanted: 2)
        #expect(reading.fault == nil && reading.answer.isComplete)
        #expect(
            reading.answer.wholeOutputs == [
                DeliveredOutput(index: 0, revisedPrompt: "a \"fox\""), DeliveredOutput(index: 1),
            ]
        )
        #expect(reading.outputs[0]?.sha256 == picture.sha256)
        #expect(reading.outputs[1]?.sha256 == SHA256Text.hex(of: Array("fox".utf8)))
        #expect(reading.answer.text(.usage) == "{\"total_tokens\": 12}")
        #expect(reading.answer.string(.size) == "640x480")
    }

    @Test func `holds little, however large the answer`() {
        let block = Array(base64(String(repeating: "fox", count: 16_384)).utf8)
        let chunks =
            [Array("{\"junk\":\"".utf8)] + Array(repeating: block, count: 20)
            + [Array("\",\"usage\":\"".utf8)] + Array(repeating: block, count: 20)
            + [Array("\",\"data\":[{\"revised_prompt\":\"".utf8)]
            + Array(repeating: block, count: 20) + [Array("\",\"b64_json\":\"".utf8)]
            + Array(repeating: block, count: 100) + [Array("\"}]}".utf8)]
        let reading = read(chunks)
        #expect(reading.outputs[0]?.byteCount == 100 * 49_152)
        #expect(reading.mostBuffered <= 128 << 10)
        #expect(reading.mostBuffered > 0)
        // Too large to keep, and no reason to lose the picture.
        #expect(reading.answer.text(.usage) == nil)
        #expect(reading.answer.wholeOutputs == [DeliveredOutput(index: 0)])
    }

    @Test func `keeps small members up to a limit in all`() {
        let prompt = String(repeating: "x", count: 30_000)
        let entry = "{\"b64_json\":\"Zm94\",\"revised_prompt\":\"\(prompt)\"}"
        let reading = read("{\"data\":[\(entry),\(entry),\(entry)]}", wanted: 3)
        #expect(
            reading.answer.wholeOutputs.map { $0.revisedPrompt?.count } == [30_000, 30_000, nil]
        )
    }

    @Test func `ends a picture that grows too large`() {
        let reading = read(
            "{\"data\":[{\"b64_json\":\"\(base64("too large"))\"},{\"b64_json\":\"Zm94\"}]}",
            wanted: 2,
            largestPicture: 5
        )
        #expect(reading.answer.entries[0].picture == .broken(.tooLarge))
        #expect(reading.answer.wholeOutputs.map(\.index) == [1])
        #expect(reading.outputs.keys.sorted() == [1])
    }

    @Test(arguments: [
        (
            "[{\"b64_json\":\"Zm94\",\"b64_json\":\"Zm94\"}]",
            ImageAnswer.Picture.broken(.givenTwice)
        ),
        ("[{\"b64_json\":\"\"}]", .broken(.badBase64)),
        ("[{\"b64_json\":\"Zm9\\u0034\"}]", .whole(bytes: 3)),
        ("[{\"b64_json\":\"Zm9\\u00e9\"}]", .broken(.badBase64)),
        ("[{\"b64_json\":\"Zm9\\n4\"}]", .broken(.badBase64)),
        ("[{\"b64_json\":null}]", .missing),
        ("[{\"b64_json\":7}]", .missing),
        ("[{\"b64_json\":{\"b64_json\":\"Zm94\"}}]", .missing),
        ("[{}]", .missing),
        ("[null]", .broken(.notAnObject)),
        ("[[{\"b64_json\":\"Zm94\"}]]", .broken(.notAnObject)),
        ("[\"Zm94\"]", .broken(.notAnObject)),
    ])
    func `judges each element by itself`(data: String, picture: ImageAnswer.Picture) {
        let reading = read("{\"data\":\(data)}")
        #expect(reading.fault == nil && reading.answer.hasData)
        #expect(reading.answer.entries.map(\.picture) == [picture])
        if case .whole = picture { return }
        #expect(reading.outputs.isEmpty)
    }

    @Test(arguments: [
        "[]", "\"data\"", "{\"nested\":{\"data\":[{\"b64_json\":\"Zm94\"}]}}", "{\"data\":{}}",
    ])
    func `finds pictures in their place only`(text: String) {
        let reading = read(text)
        #expect(reading.fault == nil && reading.answer.isComplete)
        #expect(
            !reading.answer.hasData && reading.answer.entries.isEmpty && reading.outputs.isEmpty
        )
    }

    @Test func `throws half a picture away and keeps the whole one before it`() {
        let reading = read("{\"data\":[{\"b64_json\":\"Zm94\"},{\"b64_json\":\"Zm94Zm94", wanted: 2)
        #expect(!reading.answer.isComplete)
        #expect(reading.answer.wholeOutputs.map(\.index) == [0])
        #expect(reading.outputs.keys.sorted() == [0])
    }

    @Test func `takes no more pictures than were wanted`() {
        let entries = Array(repeating: "{\"b64_json\":\"Zm94\",\"url\":\"x\"}", count: 50)
        let reading = read("{\"data\":[\(entries.joined(separator: ","))]}", wanted: 2)
        #expect(reading.answer.wholeOutputs.map(\.index) == [0, 1])
        #expect(reading.outputs.count == 2 && reading.answer.entries.count == 3)
    }

    @Test func `survives any text at all`() {
        let good = "{\"data\":[{\"b64_json\":\"Zm94Zm94\",\"url\":\"a\"}],\"usage\":{\"a\":[1]}}"
        for seed in 0..<2_000 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var bytes = Array(good.utf8)
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let position = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[position] = bytes.randomElement(using: &generator) ?? 0
            }
            let reading = read(bytes.randomChunks(longest: 12, using: &generator))
            // Whatever it says is whole was delivered, and nothing else was.
            #expect(reading.answer.wholeOutputs.map(\.index) == reading.outputs.keys.sorted())
        }
    }
}
