import Domain
import Foundation
import Storage

/// The form that a variant's input is typed into, made from its rules: as fields, or as JSON.
struct VariantForm: Sendable {
    let inputs: InputRules
    var token = RunOrder.newToken()
    /// As typed, by the field's name.
    private(set) var texts: [String: String] = [:]
    /// The input as JSON, as typed.
    private(set) var json = ""
    private(set) var errors: [String: String] = [:]
    /// What is wrong with the JSON.
    private(set) var problem: String?

    /// Which of the two was typed into.
    enum Side: Sendable {
        case fields, json
    }

    init(_ inputs: InputRules, input: [String: JSONValue]) {
        self.inputs = inputs
        fill(input)
    }

    /// The upload that came with this very form.
    private(set) var image: KeptImage?

    /// - image: an upload that goes to the end of `image_urls`.
    init(_ inputs: InputRules, _ form: ReceivedForm, from side: Side, image: KeptImage?) {
        self.inputs = inputs
        self.image = image
        if let token = form.text("token"), RunOrder.isToken(token) { self.token = token }
        switch side {
        case .fields:
            for field in inputs.fields { texts[field.name] = form.text(field.name) ?? "" }
            if let image { add(image.id) }
            json = JSONValue.object(typed).prettyText()
        case .json:
            json = form.text("json") ?? ""
            read()
            if let image { addToJSON(image.id) }
        }
        check()
    }

    var isRefused: Bool { !errors.isEmpty || problem != nil }

    mutating func refuse(_ name: String, _ message: String) {
        errors[name] = errors[name] ?? message
    }

    /// What is sent: empty fields are left out, so that the model's own defaults hold.
    var input: [String: JSONValue] {
        (try? JSONValue.parse(json))?.objectValue ?? typed
    }

    private mutating func add(_ picture: String) {
        let links = texts["image_urls"] ?? ""
        texts["image_urls"] = links.isEmpty ? picture : links + "\n" + picture
    }

    /// The file is chosen beside both sides, so it counts on both.
    private mutating func addToJSON(_ picture: String) {
        guard problem == nil else { return }
        var input = input
        input["image_urls"] = .array(
            (input["image_urls"]?.arrayValue ?? []) + [.string(picture)]
        )
        fill(input)
    }

    func order(of variant: Variant) -> RunOrder {
        RunOrder(token: token, input: input, slugs: [variant.slug], image: image)
    }

    private mutating func read() {
        var input: [String: JSONValue]?
        do throws(JSONSyntaxError) {
            input = try JSONValue.parse(json).objectValue
        } catch {
            if error.markedField != nil { return problem = APIError(error).message }
        }
        guard let input else {
            problem = "This is not a JSON object such as {\"prompt\": \"a red fox\"}."
            return
        }
        fill(input)
        json = JSONValue.object(input).prettyText()
    }

    private mutating func fill(_ input: [String: JSONValue]) {
        for (name, value) in input {
            let list = value.arrayValue?.compactMap(\.stringValue).joined(separator: "\n")
            texts[name] = list ?? value.stringValue ?? value.text()
        }
        json = JSONValue.object(input).prettyText()
    }

    private mutating func check() {
        guard problem == nil else { return }
        do throws(InputProblem) {
            _ = try inputs.check(input)
        } catch {
            let name = error.field.split(separator: ".").last.map(String.init) ?? ""
            let field = String(name.prefix { $0 != "[" })
            if inputs.field(field) == nil {
                problem = error.message
            } else {
                refuse(field, error.message)
            }
        }
    }

    private var typed: [String: JSONValue] {
        var input: [String: JSONValue] = [:]
        for field in inputs.fields {
            let text = (texts[field.name] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
            guard !text.isEmpty else { continue }
            input[field.name] = field.kind.value(text)
        }
        return input
    }
}

extension InputField.Kind {
    /// What a typed text stands for; what does not fit is told by the input's check.
    fileprivate func value(_ text: String) -> JSONValue {
        switch self {
        case .text, .choice, .size, .imageURL: .string(text)
        case .integer: Int64(text).map(JSONValue.int) ?? .string(text)
        case .flag: text == "true" ? true : text == "false" ? false : .string(text)
        case .imageURLs:
            .array(text.split(whereSeparator: \.isWhitespace).map { .string(String($0)) })
        }
    }
}

extension VariantForm {
    func view(_ estimate: RunEstimate) -> JSONValue {
        [
            "token": .string(token), "json": .string(json), "problem": .text(problem),
            "isRefused": .bool(isRefused), "fields": .array(inputs.fields.map(view)),
            "takesPicture": .bool(inputs.field("image_urls") != nil),
            "imageError": .text(errors["image"]), "button": .string(estimate.button),
            "note": .string(estimate.note),
        ]
    }

    private func view(_ field: InputField) -> JSONValue {
        let text = texts[field.name] ?? ""
        var view: [String: JSONValue] = [
            "name": .string(field.name), "hint": .string(field.summary), "value": .string(text),
            "error": .text(errors[field.name]), "isRequired": .bool(field.isRequired),
        ]
        let standard = field.defaultValue.map { $0.stringValue ?? $0.text() }
        view["standard"] = .text(standard)
        view["hasOptions"] = .bool(field.kind.isChoice)
        switch field.kind {
        case .text(let longest) where longest > 1_000: view["isLong"] = true
        case .text, .imageURL: view["isLine"] = true
        case .imageURLs: view["isLong"] = true
        case .integer(let range):
            view["isNumber"] = true
            view["least"] = .int(range.lowerBound)
            view["most"] = .int(range.upperBound)
        case .choice(let options): view["options"] = choose(options, text, standard)
        case .flag: view["options"] = choose(["true", "false"], text, standard)
        case .size(.listed(let sizes), let allowsAuto):
            let options = (allowsAuto ? ["auto"] : []) + sizes.map(\.description)
            view["options"] = choose(options, text, standard)
        case .size(.free, _): view["isLine"] = true
        }
        return .object(view)
    }

    private func choose(_ options: [String], _ chosen: String, _ standard: String?) -> JSONValue {
        let none = standard.map { "the default, \($0)" } ?? "not given"
        return .array(
            [["value": "", "title": .string(none), "isChosen": .bool(chosen.isEmpty)]]
                + options.map { option in
                    [
                        "value": .string(option), "title": .string(option),
                        "isChosen": .bool(option == chosen),
                    ]
                }
        )
    }
}

extension InputField.Kind {
    /// One of a few: a list to choose from.
    fileprivate var isChoice: Bool {
        switch self {
        case .choice, .flag, .size(.listed, _): true
        default: false
        }
    }
}
