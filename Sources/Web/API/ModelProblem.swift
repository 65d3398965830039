import Domain
import Storage

/// Why a name and a quality are nothing that can be ordered.
enum ModelProblem: Error {
    case unknown(String, mode: Mode?)
    /// A model that exists and has no price yet.
    case unpriced(String, use: String)
    /// No such tier; the start of the sentence, and those that there are.
    case quality(String, [String])
    case fixedQuality(String, String, given: String, use: String)
    /// It takes no pictures to start from; the slug that does, where there is one.
    case noPictures(String, use: String?)
}

extension House {
    /// How the endpoints of a shape refuse it.
    ///
    /// - isOpenAI: under `/v1`.
    func refusal(_ problem: ModelProblem, isOpenAI: Bool) -> APIError {
        switch problem {
        case .unknown(let name, let mode):
            let similar = similar(to: name, mode: mode)
            let hint =
                similar.isEmpty
                ? "See \(isOpenAI ? "/v1/models" : "/api/v1/models")."
                : "Did you mean \(similar.joined(separator: ", "))?"
            return missing("There is no model '\(name.shownShort)'. \(hint)", isOpenAI)
        case .unpriced(let name, let use):
            return missing(
                "'\(name.shownShort)' is not sold here yet: its maker has published no price per "
                    + "image. Use '\(use)' until then.",
                isOpenAI
            )
        case .quality(let start, let sold):
            return wrongQuality("\(start) \(sold.joined(separator: ", ")).", isOpenAI)
        case .fixedQuality(let name, let own, let given, let use):
            return wrongQuality(
                "'\(name)' is '\(own)' by its name, so 'quality' cannot be '\(given)'. Leave it out, "
                    + "or order '\(use)'.",
                isOpenAI
            )
        case .noPictures(let slug, let use):
            let hint = use.map { " Use '\($0)'." } ?? ""
            return .invalidValue("'\(slug)' takes no input pictures.\(hint)", param: "model")
        }
    }

    /// Names that can be ordered now, most like one that does not exist.
    func similar(to name: String, mode: Mode? = nil) -> [String] {
        catalog.similar(to: name, mode: mode) { variant in
            let offer = catalog.offer(
                variant.slug,
                at: store.clock.wall(),
                successorsOn: settings.isServingSuccessors
            )
            guard case .offered(_, let servedBy) = offer else { return false }
            return servability(variant, servedBy: servedBy) != .notOffered
        }
    }

    private func missing(_ message: String, _ isOpenAI: Bool) -> APIError {
        isOpenAI ? .modelNotFound(message) : .notFound(message, param: "model")
    }

    private func wrongQuality(_ message: String, _ isOpenAI: Bool) -> APIError {
        isOpenAI
            ? .invalidValue(message, param: "quality")
            : .unprocessable(message + " Nothing was charged.", param: "input.quality")
    }
}

extension String {
    /// A name from outside as an error shows it.
    var shownShort: String {
        guard utf8.count > NameMeaning.longest else { return self }
        return String(unicodeScalars.prefix(NameMeaning.longest)) + "…"
    }
}
