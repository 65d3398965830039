import Domain
import Foundation
import NIOCore
import Testing

@testable import Web

@Suite struct Base64Writing {
    @Test func `bytes become the text that Foundation makes of them`() {
        for count in Array(0...130) + [98_304, 98_305, 98_306] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ count) }
            var buffer = ByteBuffer()
            Base64Text.append(bytes, to: &buffer)
            #expect(String(buffer: buffer) == Data(bytes).base64EncodedString())
            #expect(Int64(buffer.readableBytes) == Base64Text.length(of: Int64(count)))
        }
    }

    @Test func `an upload's body decodes the same wherever it is cut`() throws {
        let file = (0..<700).map { UInt8(truncatingIfNeeded: $0 &* 77) }
        // In lines, as MIME has them.
        let text = Data(file)
            .base64EncodedString(options: [.lineLength76Characters, .endLineWithCarriageReturn])
            .replacing("/", with: "\\/").replacing("\r", with: "\\r\\n")
        let body = Array(
            """
            { "uploadPath": "a\\/b", "base64Data" : "data:image/png;base64,\(text)",
              "fileName":"f\\u00fcchs \\"x\\".png", "other": {"base64Data": 1} }
            """.utf8
        )
        for cut in 0...body.count {
            var reader = Base64Body()
            var decoded: [UInt8] = []
            for piece in [body[..<cut], body[cut...]] {
                try Array(piece).withUnsafeBytes { try reader.feed($0) { decoded += $0 } }
            }
            try reader.finish { decoded += $0 }
            #expect(decoded == file, "cut at \(cut)")
            #expect(reader.fields["uploadPath"] == "a/b")
            #expect(reader.fields["fileName"] == "f\u{FC}chs \"x\".png")
        }
    }

    @Test(arguments: [
        "{\"base64Data\":\"a*bc\"}", "{\"base64Data\":\"abc", "{\"base64Data\":[\"abcd\"]}",
        "{\"base64Data\":null}", "{}", "[]", "{\"base64Data\":\"abcd\"} x",
        "{\"base64Data\":\"ab\\tcd\"}", "{\"a\":{\"base64Data\":\"abcd\"}}",
    ])
    func `what is not base64 in an object is refused`(_ text: String) {
        #expect(throws: APIError.self) {
            var reader = Base64Body()
            try Array(text.utf8).withUnsafeBytes { try reader.feed($0) { _ in } }
            try reader.finish { _ in }
        }
    }
}
