/// One comparison: the same input for one to six variants, a cell each.
package struct PlaygroundRun: Hashable, Sendable {
    /// Random, so that its link is a permission where it is shared.
    package let id: String
    package let accountID: Int64
    /// What every cell is given, as far as its variant takes it.
    package let input: [String: JSONValue]
    /// Names what was asked for, so that the same form with another content is another run.
    package let fingerprint: String
    /// Names, prices and times are hidden until a cell is voted for.
    package let isBlind: Bool
    package let isShared: Bool
    /// The letter of the cell that was found best.
    package let vote: String?
    package let createdAt: Timestamp
    package let cells: [RunCell]

    package init(
        id: String,
        accountID: Int64,
        input: [String: JSONValue],
        fingerprint: String = "",
        isBlind: Bool,
        isShared: Bool,
        vote: String?,
        createdAt: Timestamp,
        cells: [RunCell]
    ) {
        self.id = id
        self.accountID = accountID
        self.input = input
        self.fingerprint = fingerprint
        self.isBlind = isBlind
        self.isShared = isShared
        self.vote = vote
        self.createdAt = createdAt
        self.cells = cells
    }

    /// A blind run that has not been voted on.
    package var isMasked: Bool { isBlind && vote == nil }

    /// What a variant is given: of the fields that every run has, those that it takes. Others are its
    /// own, and what is wrong with them is told.
    package static func input(
        _ input: [String: JSONValue],
        for inputs: InputRules
    ) -> [String: JSONValue] {
        let common: Set<String> = ["n", "size", "seed"]
        return input.filter { !common.contains($0.key) || inputs.field($0.key) != nil }
    }

    package static let letters = ["A", "B", "C", "D", "E", "F"]
}

/// One variant of a comparison.
package struct RunCell: Hashable, Sendable {
    package let letter: String
    package let slug: String
    /// Tasks that were made for it; the last one counts.
    package let tries: Int
    /// nil: none was accepted yet.
    package let taskID: TaskID?
    /// The list price that its last task may cost at most, or would have.
    package let price: MicroUSD
    package let refusal: Refusal?

    /// Why its last try was not accepted. Nothing was held.
    package struct Refusal: Hashable, Sendable {
        /// A heading of docs/errors.md.
        package let kind: String
        package let message: String

        package init(kind: String, message: String) {
            self.kind = kind
            self.message = message
        }
    }

    package init(
        letter: String,
        slug: String,
        tries: Int = 0,
        taskID: TaskID? = nil,
        price: MicroUSD = .zero,
        refusal: Refusal? = nil
    ) {
        self.letter = letter
        self.slug = slug
        self.tries = tries
        self.taskID = taskID
        self.price = price
        self.refusal = refusal
    }
}

/// A cell at a certain try: what a press of a button was about.
package struct CellPlace: Hashable, Sendable {
    package let run: String
    package let letter: String
    /// As the page showed it. Another one: somebody was faster, or it was pressed twice.
    package let tries: Int

    package init(run: String, letter: String, tries: Int) {
        self.run = run
        self.letter = letter
        self.tries = tries
    }
}

/// The cell was ordered meanwhile. Nothing was held.
package struct CellTaken: Error, Hashable, Sendable {
    package init() {}
}
