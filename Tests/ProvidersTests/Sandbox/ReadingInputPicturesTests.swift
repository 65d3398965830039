import Drawing
import Foundation
import Providers
import Testing

@Suite struct ReadingInputPictures {
    let studio = DrawingStudio(.ours())
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        let path = folder.appending(path: name)
        try Data(bytes).write(to: path)
        return path.path
    }

    private func edit(_ images: [String]) -> PictureRequest {
        PictureRequest(prompt: "Fox", width: 200, height: 200, seed: 1, images: images)
    }

    private func failure(with images: [String]) async -> StudioFailure? {
        do {
            _ = try await studio.draw(edit(images))
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: PictureFormat.allCases)
    func `an edit shows its input picture`(format: PictureFormat) async throws {
        let bytes = try await studio.draw(
            PictureRequest(prompt: "", width: 300, height: 90, seed: 4, format: format)
        )
        let with = try await studio.draw(edit([try file("input", bytes)]))
        let without = try await studio.draw(edit([]))
        #expect(with != without)
    }

    @Test func `sixteen pictures fit`() async throws {
        let one = try file("one.gif", Self.gif)
        let bytes = try await studio.draw(edit(Array(repeating: one, count: 16)))
        #expect(PNGFile(bytes) != nil)
        #expect(await failure(with: Array(repeating: one, count: 17)) != nil)
    }

    @Test func `a GIF is read pixel for pixel`() async throws {
        // The same four pixels as a PNG: red, green, blue, white.
        let gif = try await studio.draw(edit([try file("four.gif", Self.gif)]))
        let png = try await studio.draw(edit([try file("four.png", Self.png)]))
        #expect(gif == png)
    }

    @Test func `a picture that a phone stored lying down is shown upright`() async throws {
        let plain = try await studio.draw(
            PictureRequest(prompt: "", width: 300, height: 90, seed: 4, format: .jpeg)
        )
        // SOI, then an EXIF segment that says "turn right", then the rest of the picture.
        let exif: [UInt8] =
            [0xFF, 0xE1, 0, 34] + Array("Exif\0\0MM\0*".utf8) + [0, 0, 0, 8, 0, 1]
            + [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]
        let turned = plain.prefix(2) + exif + plain.dropFirst(2)
        let upright = try await studio.draw(edit([try file("plain.jpg", plain)]))
        let lying = try await studio.draw(edit([try file("turned.jpg", Array(turned))]))
        #expect(upright != lying)
    }

    @Test func `a file that is no picture is named by its place`() async throws {
        let good = try file("good.gif", Self.gif)
        let bad = try file("bad.png", Array("hello".utf8))
        #expect(
            await failure(with: [good, bad])
                == .answer(
                    .unreadableImage(index: 1, reason: "not a PNG, JPEG, WebP or GIF file")
                )
        )
    }

    @Test func `a file that is not there is named by its place`() async throws {
        #expect(
            await failure(with: [folder.appending(path: "nothing").path])
                == .answer(.unreadableImage(index: 0, reason: "the file cannot be opened"))
        )
    }

    @Test func `a bomb is refused by its header`() async throws {
        var png = Self.png
        png.replaceSubrange(16..<24, with: [0, 0, 0x7F, 0xFF, 0, 0, 0x7F, 0xFF])
        var gif = Self.gif
        gif.replaceSubrange(6..<10, with: [0xFF, 0xFF, 0xFF, 0xFF])
        for bomb in [png, gif] {
            let found = await failure(with: [try file(UUID().uuidString, bomb)])
            guard case .answer(.unreadableImage(0, let reason)) = found else {
                Issue.record("not refused: \(String(describing: found))")
                continue
            }
            #expect(reason.contains("50 megapixels"))
        }
    }

    @Test(arguments: PictureFormat.allCases)
    func `a picture cut short or scrambled never ends the child`(format: PictureFormat) async throws
    {
        let whole = try await studio.draw(
            PictureRequest(prompt: "Fox", width: 120, height: 90, seed: 4, format: format)
        )
        let children = studio.children
        for length in [1, 4, 12, 20, 30, 33, 34, 60, whole.count / 2] {
            let cut = try file("cut", Array(whole.prefix(length)))
            #expect(await failure(with: [cut]) != nil)
        }
        for place in stride(from: 8, to: whole.count, by: max(1, whole.count / 40)) {
            var wrong = whole
            wrong[place] ^= 0xFF
            let path = try file("wrong", wrong)
            // It may still be a picture; what matters is that there is an answer.
            if let failure = await failure(with: [path]) {
                guard case .answer(.unreadableImage(0, _)) = failure else {
                    Issue.record("byte \(place): \(failure)")
                    continue
                }
            }
        }
        #expect(studio.children == children)
    }

    @Test func `a scrambled GIF never ends the child`() async throws {
        _ = try await studio.draw(edit([]))
        let children = studio.children
        for place in 6..<Self.gif.count {
            for change: UInt8 in [0x01, 0x80, 0xFF] {
                var wrong = Self.gif
                wrong[place] ^= change
                let path = try file("wrong.gif", wrong)
                if let failure = await failure(with: [path]) {
                    guard case .answer(.unreadableImage(0, _)) = failure else {
                        Issue.record("byte \(place): \(failure)")
                        continue
                    }
                }
            }
        }
        #expect(studio.children == children)
    }

    /// Two by two pixels: red, green / blue, white.
    static let gif: [UInt8] = [
        0x47, 0x49, 0x46, 0x38, 0x37, 0x61, 0x02, 0x00, 0x02, 0x00, 0x81, 0x00, 0x00, 0xFF, 0x00,
        0x00, 0x00, 0xFF, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0x2C, 0x00, 0x00, 0x00, 0x00,
        0x02, 0x00, 0x02, 0x00, 0x00, 0x08, 0x07, 0x00, 0x01, 0x04, 0x10, 0x30, 0x20, 0x20, 0x00,
        0x3B,
    ]

    /// The same pixels.
    static let png: [UInt8] = [
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44,
        0x52, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x02, 0x08, 0x02, 0x00, 0x00, 0x00, 0xFD,
        0xD4, 0x9A, 0x73, 0x00, 0x00, 0x00, 0x12, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0xF8,
        0xCF, 0xC0, 0xC0, 0x00, 0xC2, 0x0C, 0xFF, 0x81, 0x00, 0x00, 0x1F, 0xEE, 0x05, 0xFB, 0x0B,
        0xD9, 0x68, 0x8B, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
    ]
}
