public import Foundation

/// What a receipt proves about the record around it.
public struct RecordProof: Hashable, Sendable {
    /// Members that say otherwise than the receipt, or are missing, such as `model` or
    /// `cost.chargedUsd`. The record is not genuine unless this is empty.
    public var contradictions: [String] = []
    /// Members that the receipt says nothing about: anybody may have written them.
    public var unproved: [String] = []
    /// Members that hold links. How many there are and the names of their files are proved; their
    /// host, their path, their expiry and their signature are not.
    public var links: [String] = []
}

extension Receipt {
    /// What the record around a receipt says otherwise than the receipt itself, by the names of the
    /// record's members; empty for a receipt that stands alone.
    ///
    /// - Parameter document: What the receipt was read from.
    /// - Returns: Names of members such as `model` or `cost.chargedUsd`.
    public func contradictions(in document: some DataProtocol) -> [String] {
        proof(of: document).contradictions
    }

    /// Compares every member of a document with the receipt in it. Each is proved, contradicts the
    /// receipt, or is listed as not proved. Call it after `verify(with:)`.
    ///
    /// - Parameter document: What the receipt was read from: a record, an answer of the API, or a
    ///   callback's body.
    /// - Returns: What contradicts the receipt, and what it does not prove.
    public func proof(of document: some DataProtocol) -> RecordProof {
        guard let found = Self.find(in: Data(document)) else { return RecordProof() }
        var check = RecordCheck(receipt: self)
        check.addUnproved(found.envelope, but: [], below: "")
        check.addUnproved(
            found.receipt.objectValue ?? [:],
            but: ["payload", "keyId", "signature"],
            below: found.record == nil ? "" : "receipt."
        )
        if let record = found.record { check.compare(record) }
        return check.proof
    }
}

/// Compares the members of a record with a receipt, one after the other.
struct RecordCheck {
    let receipt: Receipt
    private(set) var proof = RecordProof()

    init(receipt: Receipt) {
        self.receipt = receipt
    }

    /// Members that nothing here knows.
    mutating func addUnproved(_ members: [String: JSON], but known: Set<String>, below: String) {
        for name in members.keys.sorted() where !known.contains(name) {
            if !proof.unproved.contains(below + name) { proof.unproved.append(below + name) }
        }
    }

    mutating func compare(_ record: [String: JSON]) {
        var known: Set<String> = [
            "receipt", "servedBy", "cost", "outputs", "attempts", "resultJson",
        ]
        let facts = RecordFacts(receipt, isCallback: record["task_id"] != nil)
        known.formUnion(facts.members.keys)
        // A receipt that somebody wrapped up in notes of their own is no record.
        guard record.keys.contains(where: { $0 != "receipt" && known.contains($0) }) else {
            return addUnproved(record, but: ["receipt"], below: "")
        }
        require(facts.members, in: record, below: "")
        // The record names it only where another model served.
        let servedBy = receipt.payload["servedBy"] ?? .null
        if !(record["servedBy"] ?? .null).isSame(as: servedBy) { contradict("servedBy") }
        compareCost(record["cost"], facts)
        compareAttempts(record["attempts"])
        if compareOutputs(record["outputs"]) { compareLinks(record) }
        addUnproved(record, but: known, below: "")
    }

    private mutating func contradict(_ name: String) {
        if !proof.contradictions.contains(name) { proof.contradictions.append(name) }
    }

    private mutating func require(
        _ expected: [String: JSON],
        in members: [String: JSON],
        below: String
    ) {
        for (name, value) in expected.sorted(by: { $0.key < $1.key })
        where members[name]?.isSame(as: value) != true {
            contradict(below + name)
        }
    }

    private mutating func compareCost(_ cost: JSON?, _ facts: RecordFacts) {
        guard let cost = cost?.objectValue else { return contradict("cost") }
        require(facts.cost, in: cost, below: "cost.")
        addUnproved(cost, but: Set(facts.cost.keys), below: "cost.")
    }

    /// All of the receipt's, in its order; or none, when they were deleted after their time.
    ///
    /// False: they are others, and so are their links.
    private mutating func compareOutputs(_ outputs: JSON?) -> Bool {
        let proved = ["sha256", "bytes", "mime"]
        let signed = receipt.payload["outputs"]?.arrayValue ?? []
        guard let given = outputs?.arrayValue, given.isEmpty || given.count == signed.count,
            zip(given, signed).allSatisfy({ $0.agrees(with: $1, in: proved) })
        else {
            contradict("outputs")
            return false
        }
        for output in given {
            addUnproved(output.objectValue ?? [:], but: Set(proved + ["url"]), below: "outputs.")
        }
        return true
    }

    private mutating func compareAttempts(_ attempts: JSON?) {
        let proved = ["number", "provider", "model", "outcome"]
        let signed = receipt.payload["attempts"]?.arrayValue ?? []
        guard let given = attempts?.arrayValue, given.count == signed.count,
            zip(given, signed).allSatisfy({ $0.agrees(with: $1, in: proved) })
        else { return contradict("attempts") }
        for attempt in given {
            addUnproved(attempt.objectValue ?? [:], but: Set(proved), below: "attempts.")
        }
    }

    /// The links of `outputs` lead to the files of this task, and `resultJson` names the same ones.
    private mutating func compareLinks(_ record: [String: JSON]) {
        let outputs = record["outputs"]?.arrayValue ?? []
        let links = outputs.map { $0["url"] ?? .null }
        let names = OutputNames(receipt)
        if !names.areNames(of: links) { contradict("outputs.url") }
        if !links.isEmpty { proof.links.append("outputs.url") }
        guard receipt.state == .success else {
            if record["resultJson"] != .null { contradict("resultJson") }
            return
        }
        proof.links.append("resultJson")
        guard let named = Self.links(in: record["resultJson"]) else {
            return contradict("resultJson")
        }
        // Of images that were deleted it may still hold the links.
        let isRight =
            links.isEmpty
            ? named.isEmpty || (names.count == named.count && names.areNames(of: named))
            : JSON.array(named).isSame(as: .array(links))
        if !isRight { contradict("resultJson") }
    }

    /// The links in the document that `resultJson` holds as a text; nil: it is another document.
    private static func links(in text: JSON?) -> [JSON]? {
        guard let bytes = text?.stringValue.map({ Data($0.utf8) }), !RepeatedNames.exist(in: bytes),
            let result = try? JSONDecoder().decode(JSON.self, from: bytes).objectValue,
            result.count == 1
        else { return nil }
        return result["resultUrls"]?.arrayValue
    }
}

/// What the files of a task are called: `<task>.<attempt>.<index>.<ending>`.
private struct OutputNames {
    private let taskID: String
    private let attempts: Set<String>
    private let endings: [String?]

    init(_ receipt: Receipt) {
        taskID = receipt.taskID ?? ""
        let all = receipt.payload["attempts"]?.arrayValue ?? []
        let delivering = all.filter { $0["outcome"] == "success" }
        attempts = Set(delivering.compactMap { $0["number"]?.numberValue?.description })
        endings = receipt.outputs.map { Self.endings[$0.mime] }
    }

    private static let endings = [
        "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif",
    ]

    var count: Int { endings.count }

    func areNames(of links: [JSON]) -> Bool {
        links.enumerated().allSatisfy { isName(of: $0.element, at: $0.offset) }
    }

    private func isName(of link: JSON, at index: Int) -> Bool {
        guard let link = link.stringValue, index < endings.count else { return false }
        let path = link.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        guard let name = path.split(separator: UInt8(ascii: "/")).last else { return false }
        return attempts.contains { attempt in
            let start = "\(taskID).\(attempt).\(index)."
            guard let ending = endings[index] else { return name.starts(with: start.utf8) }
            return name.elementsEqual((start + ending).utf8)
        }
    }
}

extension JSON {
    /// The same value. Texts are compared by their bytes: two that only look alike are not the same.
    func isSame(as other: JSON) -> Bool {
        switch (self, other) {
        case (.string(let text), .string(let other)): text.utf8.elementsEqual(other.utf8)
        case (.array(let items), .array(let others)):
            items.count == others.count && zip(items, others).allSatisfy { $0.isSame(as: $1) }
        default: self == other
        }
    }

    /// These members are there, and the same.
    fileprivate func agrees(with other: JSON, in names: [String]) -> Bool {
        names.allSatisfy { name in
            guard let mine = self[name], let others = other[name] else { return false }
            return mine.isSame(as: others)
        }
    }
}
