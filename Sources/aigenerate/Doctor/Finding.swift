/// One thing that the doctor looked at.
struct Finding: Hashable {
    enum Verdict: String {
        case fine = "ok"
        /// It works, and could be better.
        case note
        case bad = "BAD"
    }

    let verdict: Verdict
    let subject: String
    let detail: String

    init(_ verdict: Verdict, _ subject: String, _ detail: String) {
        self.verdict = verdict
        self.subject = subject
        self.detail = detail
    }
}
