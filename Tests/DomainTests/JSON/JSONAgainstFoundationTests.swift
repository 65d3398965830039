import Domain
import Foundation
import Testing

@Suite struct `JSON beside Foundation's` {
    @Test func `what we write is read by both as it was meant`() throws {
        var documents = RandomJSON(random: SeededRandom(seed: 3))
        for _ in 0..<3_000 {
            let value = documents.value()
            let bytes = value.bytes()
            #expect(try JSONValue.parse(bytes) == value)
            let theirs = try JSONSerialization.jsonObject(
                with: Data(bytes),
                options: .fragmentsAllowed
            )
            #expect(value.equals(theirs), "\(value.text())")
        }
    }

    @Test func `what Foundation writes we read as it was meant`() throws {
        var documents = RandomJSON(random: SeededRandom(seed: 4))
        for _ in 0..<2_000 {
            let object = try JSONSerialization.jsonObject(
                with: Data(documents.value().bytes()),
                options: .fragmentsAllowed
            )
            let options: [JSONSerialization.WritingOptions] = [
                [.fragmentsAllowed], [.fragmentsAllowed, .prettyPrinted, .sortedKeys],
            ]
            for option in options {
                let data = try JSONSerialization.data(withJSONObject: object, options: option)
                #expect(try JSONValue.parse(data).equals(object))
            }
        }
    }

    @Test func `a document with a byte changed is read or refused, and read as Foundation does`()
        throws
    {
        var documents = RandomJSON(random: SeededRandom(seed: 5))
        var both = 0
        for _ in 0..<3_000 {
            var bytes = documents.value().bytes()
            let place = Int.random(in: bytes.indices, using: &documents.random)
            bytes[place] = UInt8.random(in: 0...255, using: &documents.random)
            guard let ours = try? JSONValue.parse(bytes), !ours.hasHugeNumber else { continue }
            let theirs = try JSONSerialization.jsonObject(
                with: Data(bytes),
                options: .fragmentsAllowed
            )
            #expect(ours.equals(theirs), "\(String(decoding: bytes, as: UTF8.self))")
            both += 1
        }
        #expect(both > 100)
    }
}
