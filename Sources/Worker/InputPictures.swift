import Domain
package import Egress
import Foundation
package import Storage

/// Fetches a customer's input pictures through the egress guard into local files, and checks that
/// they are pictures. Nothing has been bought yet when this fails.
package struct InputPictures: Sendable {
    let client: GuardedClient
    let files: any FileStorage
    let folder: String

    /// - folder: where they stay while the call lasts.
    package init(client: GuardedClient, files: any FileStorage, folder: String) {
        self.client = client
        self.files = files
        self.folder = folder
    }

    /// A picture that cannot be used; the message is for the customer.
    struct Problem: Error {
        let message: String
    }

    /// Why there are no pictures.
    enum Fault: Error {
        case problem(Problem)
        /// Our own machine could not fetch or keep one: it is tried again later.
        case own(detail: String)
    }

    struct Fetched: Sendable {
        var images: [InputFile] = []
        var mask: InputFile?

        /// Deletes the files; what is left over is swept later.
        func remove() {
            for file in images + [mask].compactMap(\.self) {
                try? FileManager.default.removeItem(atPath: file.path)
            }
        }
    }

    func fetch(_ input: CheckedInput, task: TaskID, attempt: Int) async throws(Fault) -> Fetched {
        var fetched = Fetched()
        do throws(Fault) {
            try await fetch(input, task: task, attempt: attempt, into: &fetched)
        } catch {
            fetched.remove()
            throw error
        }
        return fetched
    }

    private func fetch(
        _ input: CheckedInput,
        task: TaskID,
        attempt: Int,
        into fetched: inout Fetched
    ) async throws(Fault) {
        for (index, url) in input.imageURLs.enumerated() {
            let path = "\(folder)/\(task).\(attempt).in\(index)"
            fetched.images.append(try await file(url, path, name: "input.image_urls[\(index)]"))
        }
        if let url = input.maskURL {
            fetched.mask = try await file(
                url,
                "\(folder)/\(task).\(attempt).mask",
                name: "input.mask_url"
            )
        }
    }

    private func file(
        _ url: String,
        _ path: String,
        name: String
    ) async throws(Fault) -> InputFile {
        if url.hasPrefix("data:") {
            guard let bytes = try? await onFileThread({ DataURL.bytes(of: url) }) else {
                throw .problem(Problem(message: "'\(name)' is not a base64 data: URL."))
            }
            guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
                throw .own(detail: "'\(name)' could not be kept")
            }
        } else if let stored = StoredInput.path(of: url) {
            try await copy(stored, to: path, name: name)
        } else {
            do throws(EgressFailure) {
                _ = try await client.fetch(url, to: path)
            } catch {
                if case .disk(let detail) = error { throw .own(detail: detail) }
                throw .problem(
                    Problem(message: "'\(name)' could not be fetched: \(error.message)")
                )
            }
        }
        return try inspect(path, name: name)
    }

    /// A file of our own: an upload, or an earlier output.
    private func copy(_ stored: String, to path: String, name: String) async throws(Fault) {
        do {
            guard let file = try await files.open(stored) else {
                throw Fault.problem(Problem(message: "'\(name)' is not kept any more."))
            }
            try await file.copy(to: path)
        } catch let fault as Fault {
            throw fault
        } catch {
            throw .own(detail: "'\(name)' could not be read: \(error)")
        }
    }

    private func inspect(_ path: String, name: String) throws(Fault) -> InputFile {
        do {
            return try InputFile(inspecting: path)
        } catch {
            try? FileManager.default.removeItem(atPath: path)
            guard let defect = error as? ImageDefect else {
                throw .own(detail: "'\(name)' could not be read: \(error)")
            }
            throw .problem(Problem(message: defect.message(about: name)))
        }
    }
}

extension InputFile {
    fileprivate init(inspecting path: String) throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        let facts = try ImageInspection.inspect(whole: bytes)
        try facts.checkInput()
        self.init(path: path, media: facts.media, bytes: bytes.count)
    }
}
