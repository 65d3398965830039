import Domain
import Foundation
import Hummingbird
import Storage

/// The playground's form: what was typed, what is wrong with it, and what every cell is given.
struct RunForm: Sendable {
    var token = RunOrder.newToken()
    var prompt = ""
    /// A size, so that the price is one price.
    var size = "1024x1024"
    var count = "1"
    var seed = ""
    /// An upload's id.
    var picture: String?
    /// The upload that came with this very form.
    var image: KeptImage?
    var isBlind = false
    var slugs: [String] = []
    private(set) var errors: [String: String] = [:]

    /// Pictures of one cell.
    static let mostPictures: Int64 = 4

    init(slugs: [String]) {
        self.slugs = slugs
    }

    /// As a run was made.
    init(_ run: PlaygroundRun) {
        prompt = run.input["prompt"]?.stringValue ?? ""
        size = run.input["size"]?.stringValue ?? ""
        count = String(run.input["n"]?.intValue ?? 1)
        seed = run.input["seed"]?.intValue.map(String.init) ?? ""
        picture = run.input["image_urls"]?.arrayValue?.first?.stringValue
        isBlind = run.isBlind
        slugs = run.cells.map(\.slug)
    }

    /// As it came in.
    init(_ form: ReceivedForm, catalog: Catalog) {
        func text(_ name: String) -> String {
            (form.text(name) ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        }
        if let token = form.text("token"), RunOrder.isToken(token) { self.token = token }
        prompt = text("prompt")
        size = text("size")
        count = text("n")
        seed = text("seed")
        let picture = text("picture")
        self.picture = picture.isEmpty || form.text("forget") != nil ? nil : picture
        isBlind = form.text("blind") != nil
        let names = form.texts.filter { $0.name == "variant" }
        slugs = catalog.slugs(of: names.map { $0.text.shortened(to: 100) })
        check(catalog)
    }

    var isRefused: Bool { !errors.isEmpty }

    mutating func refuse(_ name: String, _ message: String) {
        errors[name] = errors[name] ?? message
    }

    private mutating func check(_ catalog: Catalog) {
        if prompt.isEmpty { refuse("prompt", "Say what to draw.") }
        if prompt.unicodeScalars.count > 32_000 { refuse("prompt", "At most 32,000 characters.") }
        if !size.isEmpty, size != "auto", PictureSize(size) == nil {
            refuse("size", "Must be width x height in pixels such as 1024x1024, auto, or empty.")
        }
        if !(Int64(count).map { (1...Self.mostPictures).contains($0) } ?? false) {
            refuse("n", "Must be a whole number from 1 to \(Self.mostPictures).")
        }
        if !seed.isEmpty, Int64(seed).map({ !(0...2_147_483_647).contains($0) }) ?? true {
            refuse("seed", "Must be a whole number from 0 to 2147483647, or empty.")
        }
        let most = PlaygroundRun.letters.count
        if slugs.isEmpty { refuse("variant", "Choose 1 to \(most) variants.") }
        if slugs.count > most {
            refuse("variant", "\(slugs.count) variants are chosen; at most \(most) are compared.")
        }
        if let unknown = slugs.first(where: { catalog.variant($0) == nil }) {
            refuse("variant", "There is no variant '\(unknown)'.")
        }
    }

    var order: RunOrder {
        RunOrder(token: token, input: input, slugs: slugs, isBlind: isBlind, image: image)
    }

    /// A price is asked for while somebody still types: numbers that are refused are not reckoned with.
    private var input: [String: JSONValue] {
        let pictures = min(max(Int64(count) ?? 1, 1), Self.mostPictures)
        var input: [String: JSONValue] = ["prompt": .string(prompt), "n": .int(pictures)]
        if !size.isEmpty { input["size"] = .string(size) }
        if let seed = Int64(seed) { input["seed"] = .int(seed) }
        if let picture { input["image_urls"] = [.string(picture)] }
        return input
    }
}

extension Catalog {
    /// Names as slugs, each once. What is no name stays as it is, for the refusal.
    func slugs(of names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.map { standardVariant($0)?.slug ?? $0 }.filter { seen.insert($0).inserted }
    }
}

extension RunForm {
    /// Receives the form.
    ///
    /// - keepsPicture: false where only a price is asked for.
    static func receive(
        _ request: Request,
        _ player: Player,
        house: House,
        keepsPicture: Bool = true
    ) async throws -> RunForm {
        let received = try await house.receiveOwnForm(request, player)
        var form = RunForm(received, catalog: house.catalog)
        guard keepsPicture else { return form }
        do throws(APIError) {
            if let image = try await house.keepPicture(of: received, player) {
                (form.picture, form.image) = (image.id, image)
            }
        } catch {
            form.refuse("image", error.message)
        }
        return form
    }
}
