import Foundation
import NIOCore
import Testing

@testable import Web

/// Forms as they arrive: cut anywhere, and read the same.
@Suite struct MultipartReading {
    private struct Part: Hashable {
        let name: String
        let fileName: String?
        var bytes: [UInt8] = []
    }

    private static let type = "multipart/form-data; boundary=\"x y-1\""

    private func read(_ pieces: [[UInt8]], type: String = Self.type) throws -> [Part] {
        var reader = try #require(MultipartReader(contentType: type))
        var parts: [Part] = []
        for piece in pieces {
            for step in try reader.feed(ByteBuffer(bytes: piece)) {
                switch step {
                case .begin(let head): parts.append(Part(name: head.name, fileName: head.fileName))
                case .bytes(let bytes):
                    parts[parts.count - 1].bytes += Array(bytes.readableBytesView)
                case .end: break
                }
            }
        }
        try reader.finish()
        return parts
    }

    /// Content that looks like boundaries without being one.
    private static let tricky =
        Array("a\r\n--x y-\r\n--x\r\r\n\r\n--x y-2\r\n--".utf8) + [0, 255, 13]

    private static let form: [UInt8] =
        Array("a preamble\r\n--x y-1\r\n".utf8)
        + Array(
            "Content-Disposition: form-data; name=\"prompt\"\r\n\r\na \u{1F98A}\r\n--x y-1  \r\n"
                .utf8
        )
        + Array("content-type: image/png\r\nContent-Disposition: form-data; ".utf8)
        + Array("name=\"image[]\"; filename=\"a \\\"b\\\".png\"\r\n\r\n".utf8)
        + tricky
        + Array(
            "\r\n--x y-1\r\nContent-Disposition: form-data; name=empty; filename=\"\"\r\n\r\n".utf8
        )
        + Array("\r\n--x y-1--\r\nan epilogue".utf8)

    private static let parts = [
        Part(name: "prompt", fileName: nil, bytes: Array("a \u{1F98A}".utf8)),
        Part(name: "image[]", fileName: "a \"b\".png", bytes: tricky),
        Part(name: "empty", fileName: ""),
    ]

    @Test func `a form reads the same wherever it is cut`() throws {
        #expect(try read([Self.form]) == Self.parts)
        for cut in 1..<Self.form.count {
            let pieces = [Array(Self.form[..<cut]), Array(Self.form[cut...])]
            #expect(try read(pieces) == Self.parts, "cut at \(cut)")
        }
        #expect(try read(Self.form.map { [$0] }) == Self.parts)
    }

    @Test func `a form that is cut off is refused, wherever that is`() throws {
        let end = Self.form.count - "--\r\nan epilogue".utf8.count + 1
        for cut in 0...end {
            #expect(throws: APIError.self, "cut off at \(cut)") {
                _ = try read([Array(Self.form[..<cut])])
            }
        }
    }

    @Test(
        arguments: [
            "application/json", "multipart/form-data", "multipart/mixed; boundary=a",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=\(String(repeating: "a", count: 71))",
        ]
    )
    func `another content type is no form`(_ type: String) {
        #expect(MultipartReader(contentType: type) == nil)
    }

    @Test(
        arguments: [
            "--x y-1\r\nContent-Type: image/png\r\n\r\na\r\n--x y-1--",
            "--x y-1\r\nContent-Disposition: form-data\r\n\r\na\r\n--x y-1--",
            "--x y-1!\r\n",
            "--x y-1\r\n\(String(repeating: "a", count: 9_000))",
            String(
                repeating: "--x y-1\r\nContent-Disposition: form-data; name=a\r\n\r\na\r\n",
                count: 65
            ),
        ]
    )
    func `a broken form is refused with a reason`(_ text: String) throws {
        let error = #expect(throws: APIError.self) { _ = try read([Array(text.utf8)]) }
        #expect(error?.code == 400)
    }
}
