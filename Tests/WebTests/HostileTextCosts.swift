import Domain
import HTTPTypes
import NIOCore
import NIOHTTP1
import Testing

@testable import Web

/// What a hostile text costs at each door: the bytes that are looked at, and for each text that is
/// let in the steps in which its marks are brought into canonical order, as Swift does to compare,
/// hash or sort it.
@Suite struct `Hostile text` {
    /// A way for text to come in: takes what is hostile, and returns how much was read and the texts
    /// that were let in.
    struct Door: Sendable, CustomStringConvertible {
        let description: String
        let open: @Sendable (String) -> (bytes: Int, texts: [String])
    }

    static let kinds: [(name: String, text: @Sendable (Int) -> String)] = [
        ("alternating marks", { "a" + String(repeating: "\u{301}\u{323}", count: $0 / 2) }),
        ("falling marks", { "a" + String(repeating: "\u{F74}\u{F72}\u{F71}", count: $0 / 3) }),
        ("marks that are two", { "a" + String(repeating: "\u{344}\u{323}", count: $0 / 2) }),
        ("marks by compatibility", { "a" + String(repeating: "\u{FF9E}\u{323}", count: $0 / 2) }),
        (
            "runs of 30",
            {
                String(
                    repeating: "a" + String(repeating: "\u{301}\u{323}", count: 15),
                    count: $0 / 31
                )
            }
        ),
    ]

    static let doors: [Door] = [
        Door(description: "a value in JSON") { json("{\"a\": \"\($0)\"}") },
        Door(description: "a name in JSON") { json("{\"\($0)\": 1}") },
        Door(description: "an escaped value in JSON") { json("{\"a\": \"\(escaped($0))\"}") },
        Door(description: "an answer of a provider") { text in
            let json = "{\"a\": \"\(text)\", \"\(escaped(text))\": 1}"
            return (json.utf8.count, texts(in: try? JSONValue.parse(json, excessMarks: .cut)))
        },
        Door(description: "a field of a form") { text in
            let body = "a=\(encoded(text))"
            return (body.utf8.count, fields(try? FormFields.read(Array(body.utf8))))
        },
        Door(description: "a field's name in a form") { text in
            let body = "\(text)=a"
            return (body.utf8.count, fields(try? FormFields.read(Array(body.utf8))))
        },
        Door(description: "a part of a form") { text in
            let bytes = ByteBuffer(string: text)
            return (bytes.readableBytes, [try? ReceiveForm.text(bytes, of: "a")].compactMap { $0 })
        },
        Door(description: "a part's name and its file's") { text in
            let head = "Content-Disposition: form-data; name=\"\(text)\"; filename=\"\(text)\""
            return (head.utf8.count, part(head))
        },
        Door(description: "a file's name with controls in it") { text in
            let pieces = text.unicodeScalars.map { String($0) }.joined(separator: "\u{1}")
            let head = "Content-Disposition: form-data; name=a; filename=\"\(pieces)\""
            return (head.utf8.count, part(head))
        },
        Door(description: "a file's encoded name") { text in
            let head = "Content-Disposition: form-data; name=a; filename*=UTF-8\'\'\(encoded(text))"
            return (head.utf8.count, part(head))
        },
        Door(description: "a query") { letIn("/models?q=\(encoded($0))", shown: $0) },
        Door(description: "a path") { letIn("/models/\(encoded($0))", shown: $0) },
        Door(description: "a header") { text in
            let head = HTTPRequestHead(
                version: .http1_1,
                method: .GET,
                uri: "/",
                headers: ["Cookie": text]
            )
            return (text.utf8.count, HeadText.objection(to: head) == nil ? [text] : [])
        },
        Door(description: "a row") { ($0.utf8.count, [UntrustedText.cut(Array($0.utf8))]) },
    ]

    @Test(arguments: doors)
    func `costs at most twice as much where it is twice as long`(at door: Door) {
        for (name, text) in Self.kinds {
            let once = Self.work(of: door.open(text(1_200)))
            let twice = Self.work(of: door.open(text(2_400)))
            #expect(twice * 10 <= once * 25, "\(name): \(once), then \(twice)")
        }
    }

    @Test func `the count sees what made it dear`() {
        let text = Self.kinds[0].text
        let once = Self.work(of: (0, [text(1_200)]))
        let twice = Self.work(of: (0, [text(2_400)]))
        #expect(twice > 3 * once)
    }

    private static func work(of read: (bytes: Int, texts: [String])) -> Int {
        read.bytes + read.texts.reduce(0) { $0 + steps($1) }
    }

    /// Of an insertion sort of each run of marks by their classes: the marks that each one passes.
    private static func steps(_ text: String) -> Int {
        var (steps, classes) = (0, [UInt8: Int]())
        for scalar in text.unicodeScalars {
            let order = scalar.properties.canonicalCombiningClass.rawValue
            guard order > 0 else {
                classes = [:]
                continue
            }
            steps += 1 + classes.reduce(0) { $1.key > order ? $0 + $1.value : $0 }
            classes[order, default: 0] += 1
        }
        return steps
    }

    private static func json(_ text: String) -> (bytes: Int, texts: [String]) {
        (text.utf8.count, texts(in: try? JSONValue.parse(text)))
    }

    private static func texts(in value: JSONValue?) -> [String] {
        value?.objectValue?.flatMap { [$0.key, $0.value.stringValue ?? ""] } ?? []
    }

    private static func fields(_ fields: [String: String]?) -> [String] {
        fields?.flatMap { [$0.key, $0.value] } ?? []
    }

    private static func part(_ head: String) -> [String] {
        guard let head = try? PartHead(Array(head.utf8)) else { return [] }
        return [head.name, head.fileName ?? ""]
    }

    private static func letIn(_ address: String, shown: String) -> (bytes: Int, texts: [String]) {
        (address.utf8.count, HeadText.objection(toAddress: address) == nil ? [shown] : [])
    }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.map {
            $0.isASCII ? String($0) : "\\u" + hex(Int($0.value), digits: 4)
        }.joined()
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { $0 < 0x80 ? String(Unicode.Scalar($0)) : "%" + hex(Int($0), digits: 2) }
            .joined()
    }

    private static func hex(_ number: Int, digits: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: digits - text.utf8.count) + text
    }
}
