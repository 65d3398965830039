import Domain
import Foundation
import TestKit

/// A folder for one test, gone with it.
final class TestFolder: Sendable {
    private let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory
            .appendingPathComponent("providers-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a picture down as a fetched input.
    func keep(_ picture: TestPicture) throws -> InputFile {
        let file = url.appendingPathComponent(UUID().uuidString)
        try Data(picture.bytes).write(to: file)
        return InputFile(path: file.path, media: picture.media, bytes: picture.byteCount)
    }
}

extension ProviderFailure {
    /// What to do, in a word or two, for tests that do not care about the detail.
    var kind: String {
        switch self {
        case .retry(nil, _): "retry"
        case .retry(let after?, _): "retry after \(after)"
        case .unavailable(let reason, _): "unavailable: \(reason.rawValue)"
        case .refused(let refusal, _): "refused: \(refusal.kind.rawValue)"
        case .uncertain(let cause, _): "uncertain: \(cause.rawValue)"
        case .unusable: "unusable"
        case .notSent: "not sent"
        case .notKept: "not kept"
        }
    }

    var detail: String {
        switch self {
        case .retry(_, let detail), .unavailable(_, let detail), .refused(_, let detail),
            .uncertain(_, let detail), .unusable(let detail), .notSent(let detail),
            .notKept(let detail):
            detail
        }
    }
}
