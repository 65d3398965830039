import Domain
import Foundation
import TestKit
import Testing

@testable import Providers

@Suite struct `Reading JSON while it arrives` {
    /// Builds the tree that a stream's events describe.
    private struct TreeBuilder {
        private enum Open { case object([String: JSONValue], key: String), array([JSONValue]) }
        private var stack: [Open] = []
        private var bytes: [UInt8] = []
        private var units: [UInt16] = []
        private var text = ""
        private var isKey = false
        private(set) var root: JSONValue?

        mutating func take(_ event: JSONEvent) {
            switch event {
            case .beginObject: stack.append(.object([:], key: ""))
            case .beginArray: stack.append(.array([]))
            case .beginKey, .beginString:
                text = ""
                if case .beginKey = event { isKey = true }
            case .text(let run):
                flushUnits()
                bytes += run
            case .escaped(let unit):
                flushBytes()
                units.append(unit)
            case .endString: endString()
            case .scalar(let value): add(value)
            case .endObject, .endArray:
                switch stack.removeLast() {
                case .object(let members, _): add(.object(members))
                case .array(let items): add(.array(items))
                }
            }
        }

        private mutating func flushBytes() {
            text += String(decoding: bytes, as: UTF8.self)
            bytes = []
        }

        private mutating func flushUnits() {
            text += String(decoding: units, as: UTF16.self)
            units = []
        }

        private mutating func endString() {
            flushBytes()
            flushUnits()
            guard isKey, case .object(let members, _) = stack.removeLast() else {
                return add(.string(text))
            }
            isKey = false
            stack.append(.object(members, key: text))
        }

        private mutating func add(_ value: JSONValue) {
            switch stack.popLast() {
            case .object(var members, let key):
                members[key] = value
                stack.append(.object(members, key: ""))
            case .array(let items): stack.append(.array(items + [value]))
            case nil: root = value
            }
        }
    }

    private func tree(_ chunks: [[UInt8]]) throws(JSONStreamError) -> JSONValue? {
        var stream = JSONStream()
        var builder = TreeBuilder()
        for chunk in chunks {
            try chunk.withUnsafeBufferPointer { (bytes) throws(JSONStreamError) in
                var input = UnsafeRawBufferPointer(bytes)
                while let event = try stream.next(&input) { builder.take(event) }
            }
        }
        if let event = try stream.finish() { builder.take(event) }
        return builder.root
    }

    /// The tree as Foundation would hold it.
    private func foundation(_ value: JSONValue) -> Any {
        switch value {
        // Reading never makes a stored one.
        case .null, .stored: NSNull()
        case .bool(let flag): NSNumber(value: flag)
        case .int(let number): NSNumber(value: number)
        case .decimal(let text): NSNumber(value: Double(text) ?? .nan)
        case .string(let text): text
        case .array(let items): items.map(foundation)
        case .object(let members): members.mapValues(foundation)
        }
    }

    private func canonical(_ object: Any) throws -> String {
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .fragmentsAllowed]
        let data = try JSONSerialization.data(withJSONObject: object, options: options)
        return String(decoding: data, as: UTF8.self)
    }

    @Test(arguments: 0..<400 as Range<UInt64>)
    func `finds what Foundation finds, wherever the text is cut`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let text = RandomDocument.text(using: &generator)
        let bytes = Array(text.utf8)
        let options = JSONSerialization.ReadingOptions.fragmentsAllowed
        let expected = try canonical(
            JSONSerialization.jsonObject(with: Data(bytes), options: options)
        )
        let splits = [
            [bytes], bytes.map { [$0] }, bytes.randomChunks(longest: 9, using: &generator),
            bytes.randomChunks(longest: 70, using: &generator),
        ]
        for chunks in splits {
            let tree = try #require(try tree(chunks))
            #expect(try canonical(foundation(tree)) == expected, "\(text)")
        }
    }

    /// What the strict parser refuses and this reader leaves to the reader of the value.
    private static let lenient = [
        "twice", "NUL", "surrogate", "UTF-8", "levels",
    ]

    @Test(arguments: 0..<400 as Range<UInt64>)
    func `refuses what is not JSON, as the strict parser does`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bytes = Array(RandomDocument.text(using: &generator).utf8)
        let marks = Array("{}[],:\"\\0-.e tfnu1".utf8)
        for _ in 0..<Int.random(in: 1...2, using: &generator) {
            let position = Int.random(in: 0..<bytes.count, using: &generator)
            if generator.chance(3), bytes.count > 1 {
                bytes.remove(at: position)
            } else {
                bytes[position] = marks.randomElement(using: &generator) ?? 0
            }
        }
        let chunks = bytes.randomChunks(longest: 20, using: &generator)
        let isTaken = (try? tree(chunks)) != nil
        do throws(JSONSyntaxError) {
            _ = try JSONValue.parse(bytes)
            #expect(isTaken, "\(String(decoding: bytes, as: UTF8.self))")
        } catch {
            let isLenient = `Reading JSON while it arrives`.lenient.contains(
                where: error.message.contains
            )
            #expect(!isTaken || isLenient, "\(error): \(String(decoding: bytes, as: UTF8.self))")
        }
    }

    @Test(arguments: [
        "", " ", "[", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "[1,]", "[1 2]", "[1]]",
        "{1:2}", "{\"a\" 1}", "01", "1.", "-", "+1", "tru", "truefalse", "\"\\x\"", "\"\\u12g4\"",
        "\"a", "\"\u{1}\"", "\"a\"b", "[\"a\":1]", "{,}", "nul", "1e", "\u{FEFF}1", "{]", "[}",
    ])
    func `refuses every text that is no document`(text: String) {
        #expect(throws: JSONStreamError.self) { try tree([Array(text.utf8)]) }
        #expect(throws: JSONStreamError.self) { try tree(text.utf8.map { [$0] }) }
    }

    @Test func `goes 32 levels deep and no deeper`() throws {
        let deep = Array(
            (String(repeating: "[", count: 32) + String(repeating: "]", count: 32)).utf8
        )
        #expect(try tree([deep]) != nil)
        #expect(throws: JSONStreamError(message: "more than 32 levels deep")) {
            try tree([Array(String(repeating: "{\"a\":", count: 33).utf8)])
        }
    }

    @Test func `does not keep a number that never ends`() {
        #expect(throws: JSONStreamError(message: "a number that is too long")) {
            try tree([[UInt8](repeating: 0x31, count: 10_000)])
        }
    }

    @Test func `finds the end of plain text at every distance`() {
        for length in 0..<40 {
            for end in [UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x1F, 0x00] {
                // The bytes around the limits of what counts as plain.
                let plain: [UInt8] = [0x20, 0x21, 0x23, 0x5B, 0x5D, 0x7F, 0x80, 0xA2, 0xDC, 0xFF]
                let text = (0..<length).map { plain[$0 % plain.count] }
                let found = (text + [end] + text).withUnsafeBytes(\.plainTextLength)
                #expect(found == length)
            }
        }
    }
}

/// Random JSON texts, valid by construction.
enum RandomDocument {
    static func text(using generator: inout SeededGenerator) -> String {
        blank(&generator) + value(depth: 0, &generator) + blank(&generator)
    }

    private static func value(depth: Int, _ generator: inout SeededGenerator) -> String {
        switch Int.random(in: 0..<(depth < 5 ? 10 : 6), using: &generator) {
        case 0: "null"
        case 1: generator.chance(2) ? "true" : "false"
        case 2: "\(Int.random(in: -1_000_000...1_000_000, using: &generator))"
        case 3: number(&generator)
        case 4, 5: string(&generator)
        case 6, 7: list("[", "]", depth, &generator) { _, _ in "" }
        default:
            list("{", "}", depth, &generator) { index, generator in
                let name = string(&generator)
                return "\"\(index)" + name.dropFirst() + blank(&generator) + ":" + blank(&generator)
            }
        }
    }

    private static func list(
        _ open: String,
        _ close: String,
        _ depth: Int,
        _ generator: inout SeededGenerator,
        name: (Int, inout SeededGenerator) -> String
    ) -> String {
        var items: [String] = []
        for index in 0..<Int.random(in: 0...5, using: &generator) {
            let name = name(index, &generator)
            let value = value(depth: depth + 1, &generator)
            items.append(blank(&generator) + name + value + blank(&generator))
        }
        let content = items.isEmpty ? blank(&generator) : items.joined(separator: ",")
        return open + content + close
    }

    private static func number(_ generator: inout SeededGenerator) -> String {
        let whole = Int.random(in: -999...999, using: &generator)
        let fraction = Int.random(in: 1...99, using: &generator)
        return switch Int.random(in: 0..<4, using: &generator) {
        case 0: "\(whole).\(fraction)"
        case 1: "\(whole)e\(Int.random(in: 0...9, using: &generator))"
        case 2: "\(whole).\(fraction)E-\(Int.random(in: 0...9, using: &generator))"
        default: "\(whole).5e+\(Int.random(in: 0...9, using: &generator))"
        }
    }

    private static func string(_ generator: inout SeededGenerator) -> String {
        let pieces = [
            "a", "fox", "ß", "日本", "🦊", "/", " ", "'", "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n",
            "\\r", "\\t", "\\u00e9", "\\u20AC", "\\ud83e\\udd8a", "{", "]", ":", ",",
            "0123456789ABCDEF",
        ]
        var text = "\""
        for _ in 0..<Int.random(in: 0...12, using: &generator) {
            text += pieces.randomElement(using: &generator) ?? ""
        }
        return text + "\""
    }

    private static func blank(_ generator: inout SeededGenerator) -> String {
        guard generator.chance(3) else { return "" }
        return [" ", "\n", "\r\n", "\t", "  \n\t "].randomElement(using: &generator) ?? ""
    }
}
