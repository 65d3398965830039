import ArgumentParser
import Domain
import Storage

extension Admin {
    struct MakeAdministrator: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let an account administer the server under /admin.",
            discussion: """
                The account needs a log-in whose address is confirmed. It takes effect with the \
                next request; doing it again changes nothing.
                """
        )

        @Option(help: "The address that the person signs in with.") var email: String
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.perform(
                AdminRequest("make-administrator", ["email": .string(email)])
            )
        }
    }
}

extension AdminCommands {
    func makeAdministrator(_ request: AdminRequest) async throws -> JSONValue {
        let text = try request.require("email")
        guard let email = EmailAddress(text) else {
            throw AdminProblem("--email must be an e-mail address, not '\(text)'.")
        }
        func answer(_ account: Int64, isNew: Bool) -> JSONValue {
            [
                "accountId": .string(String(account)), "email": .string(email.text),
                "administrator": true, "changed": .bool(isNew),
            ]
        }
        switch try await premises.store.makeAdministrator(email) {
        case .made(let account): return answer(account, isNew: true)
        case .wasOne(let account): return answer(account, isNew: false)
        case .noSuchAccount:
            throw AdminProblem(
                "There is no account with e-mail \(email.text). The person signs up first; "
                    + "'admin list-accounts' shows who has."
            )
        case .noLogin:
            throw AdminProblem(
                "The account \(email.text) has no log-in yet. Its owner first sets a password on "
                    + "/reset."
            )
        case .notConfirmed:
            throw AdminProblem(
                "\(email.text) is not confirmed yet. Its owner first opens the link in the "
                    + "confirmation e-mail, or sets a new password on /reset."
            )
        case .suspended:
            throw AdminProblem(
                "The account \(email.text) is suspended. Resume it on /admin/users first."
            )
        }
    }
}
