import ArgumentParser
import Domain
import Foundation

struct Admin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Accounts, administrators, keys, credit, caps and provider keys.",
        discussion: """
            Works through a running server's socket in the data folder (its permissions are the \
            authorisation), or on the data itself when no server runs.
            """,
        subcommands: [
            CreateAccount.self, ListAccounts.self, CreateKey.self, ListKeys.self, RevokeKey.self,
            Grant.self, SetCaps.self, WebhookSecretCommand.self, RotateReceiptKey.self,
            RotateMasterKey.self,
            SetUpLinkCommand.self, MakeAdministrator.self, ProviderCommand.self,
        ]
    )
}

/// What every administration command has in common.
struct AdminOptions: ParsableArguments {
    @OptionGroup var server: ServerOptions

    @Flag(help: "Print JSON.")
    var json = false

    func perform(_ request: AdminRequest) async throws {
        let config = try server.read()
        // Keys and codes are shown once: an answer that nobody can read is no answer.
        if let fault = StandardStreams.faultOfOutput() {
            throw CommandFailure(
                .usage,
                "stdout cannot be written to: \(fault). Nothing was done."
            )
        }
        let answer = try await AdminDoor(config: config).perform(request)
        try Output.write((json ? answer.text() : AdminText.plain(answer)) + "\n")
    }
}

/// An answer for people: `name: value` lines, a blank line between the items of a list.
enum AdminText {
    static func plain(_ value: JSONValue) -> String {
        if let items = value.arrayValue {
            return items.isEmpty ? "none" : items.map(plain).joined(separator: "\n\n")
        }
        guard let members = value.objectValue else { return scalar(value) }
        return members.sorted { $0.key < $1.key }
            .map { "\($0.key): \(scalar($0.value))" }.joined(separator: "\n")
    }

    private static func scalar(_ value: JSONValue) -> String {
        if let items = value.arrayValue { return items.map(scalar).joined(separator: ", ") }
        if value.isNull { return "–" }
        return value.stringValue ?? value.text()
    }
}

extension Admin {
    struct CreateAccount: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open an account; prints its keys and webhook secret once."
        )

        @Option(help: "The customer's e-mail address.") var email: String
        @Option(help: "Credit to begin with, in USD. (default: the sign-up grant)")
        var grantUsd: String?
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.perform(
                AdminRequest(
                    "create-account",
                    ["email": .string(email), "grant-usd": grantUsd.map(JSONValue.string)]
                )
            )
        }
    }

    struct SetUpLinkCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "setup-link",
            abstract: "A new link that makes its holder the first administrator, once."
        )

        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.perform(AdminRequest("setup-link"))
        }
    }

    struct ListAccounts: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All accounts with balances.")

        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.perform(AdminRequest("list-accounts"))
        }
    }

    struct CreateKey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a key; printed once.")

        @Option(help: "Account number or e-mail.") var account: String
        @Option(help: "What it is for.") var name: String?
        @Flag(help: "A test key: Sandbox only, costs nothing.") var test = false
        @Option(help: "generate,read,manage (default: all)") var scopes: String?
        @Option(help: "When it ends: 2026-12-31 or 2026-12-31T18:00:00Z.") var expires: String?
        @Option(help: "A network it may be used from; repeatable.") var allowIp: [String] = []
        @Option(help: "A model it may use; repeatable.") var allowModel: [String] = []
        @OptionGroup var options: AdminOptions

        func run() async throws {
            let scopes = (scopes ?? "").split(separator: ",").map { JSONValue.string(String($0)) }
            try await options.perform(
                AdminRequest(
                    "create-key",
                    [
                        "account": .string(account), "name": name.map(JSONValue.string),
                        "test": .bool(test), "scopes": .array(scopes),
                        "expires": expires.map(JSONValue.string),
                        "allow-ip": .array(allowIp.map(JSONValue.string)),
                        "allow-model": .array(allowModel.map(JSONValue.string)),
                    ]
                )
            )
        }
    }

    struct ListKeys: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "An account's keys.")

        @Option(help: "Account number or e-mail.") var account: String
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.perform(AdminRequest("list-keys", ["account": .string(account)]))
        }
    }

    struct RevokeKey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a key for good, at once.")

        @Option(help: "Number of the key.") var key: String
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.perform(AdminRequest("revoke-key", ["key": .string(key)]))
        }
    }

    struct Grant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give an account credit.")

        @Option(help: "Account number or e-mail.") var account: String
        @Option(help: "Amount in USD.") var usd: String
        @Option(help: "Why: shown on the statement.") var reason: String?
        @Option(help: "Your reference; the same one is granted once.") var ref: String?
        @Option(help: "When unspent credit ends: 2026-12-31.") var expires: String?
        @Flag(help: "Paid for by the customer, not a gift.") var paid = false
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.perform(
                AdminRequest(
                    "grant",
                    [
                        "account": .string(account), "usd": .string(usd),
                        "reason": reason.map(JSONValue.string), "ref": ref.map(JSONValue.string),
                        "expires": expires.map(JSONValue.string), "paid": .bool(paid),
                    ]
                )
            )
        }
    }

    struct SetCaps: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Caps and alerts of a key or an account, in USD."
        )

        @Option(help: "Number of the key.") var key: String?
        @Option(help: "Account number or e-mail.") var account: String?
        @Option(help: "Stop at this much in an hour.") var hourUsd: String?
        @Option(help: "Stop at this much in a day.") var dayUsd: String?
        @Option(help: "Stop at this much in a month.") var monthUsd: String?
        @Option(help: "Stop at this much in all.") var totalUsd: String?
        @Option(help: "Tell, but do not stop, at this much in a month.") var alertUsd: String?
        @Flag(help: "Free windows that a wrong clock pushed ahead.") var reset = false
        @OptionGroup var options: AdminOptions

        func validate() throws {
            guard (key == nil) != (account == nil) else {
                throw ValidationError("Give either --key or --account.")
            }
        }

        func run() async throws {
            let caps = [
                "key": key, "account": account, "hour-usd": hourUsd, "day-usd": dayUsd,
                "month-usd": monthUsd, "total-usd": totalUsd, "alert-usd": alertUsd,
            ]
            var arguments = caps.mapValues { $0.map(JSONValue.string) }
            arguments["reset"] = .bool(reset)
            try await options.perform(AdminRequest("set-caps", arguments))
        }
    }

    struct WebhookSecretCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "webhook-secret",
            abstract: "Show or rotate the secret that signs an account's callbacks."
        )

        @Option(help: "Account number or e-mail.") var account: String
        @Flag(help: "Make a new one; the old one signs beside it for 24 hours.") var rotate = false
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.perform(
                AdminRequest(
                    "webhook-secret",
                    ["account": .string(account), "rotate": .bool(rotate)]
                )
            )
        }
    }

    struct RotateReceiptKey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign receipts with a new key; the old one stays published."
        )

        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.perform(AdminRequest("rotate-receipt-key"))
        }
    }
}
