import Domain
import Egress
import Storage
import Web

/// What an operator can do. The same code answers the socket of a running server and the command
/// line when none runs.
struct AdminCommands: Sendable {
    let premises: Premises
    let suppliers: Suppliers
    /// The running server's; nil on the command line.
    let house: House?

    func answer(_ json: JSONValue) async -> AdminSocket.Answer {
        do {
            guard let request = AdminRequest(json: json) else {
                throw AdminProblem("A command is missing.")
            }
            return AdminSocket.Answer(isDone: true, body: try await perform(request))
        } catch {
            return AdminSocket.Answer(
                isDone: false,
                body: [
                    "error": .string(explain(error)), "exit": .int(Int64(exit(error).rawValue)),
                    "field": .text((error as? AdminProblem)?.field),
                ]
            )
        }
    }

    /// Writes who orders what before it is done: nothing is done that is not in the log.
    func perform(_ request: AdminRequest) async throws -> JSONValue {
        if let act = request.act { try await premises.store.log(act) }
        do {
            return try await route(request)
        } catch {
            if let act = request.act { try await premises.store.log(act.failed(explain(error))) }
            throw error
        }
    }

    private func route(_ request: AdminRequest) async throws -> JSONValue {
        switch request.command {
        case "create-account": try await createAccount(request)
        case "list-accounts": try await listAccounts()
        case "create-key": try await createKey(request)
        case "list-keys": try await listKeys(request)
        case "revoke-key": try await revokeKey(request)
        case "grant": try await grant(request)
        case "set-caps": try await setCaps(request)
        case "webhook-secret": try await webhookSecret(request)
        case "rotate-receipt-key": try await rotateReceiptKey()
        case "rotate-master-key": try await rotateMasterKey(request)
        case "provider-add": try await addProvider(request)
        case "provider-rule": try await setProviderRule(request)
        case "provider-try": try await tryProvider(request)
        case "provider-list": try await listProviders()
        case "provider-test": try await testProvider(request)
        case "provider-remove": try await removeProvider(request)
        case "suspend-account": try await setActive(request, false)
        case "resume-account": try await setActive(request, true)
        case "sign-out-account": try await signOut(request)
        case "end-second-step": try await endSecondStep(request)
        case "preview-prices": try previewPrices(request)
        case "set-prices": try await setPrices(request)
        case "create-codes": try await createCodes(request)
        case "end-code": try await endCode(request)
        case "pause-model": try await pause(request, true)
        case "resume-model": try await pause(request, false)
        case "pause-work": try pauseWork(true)
        case "resume-work": try pauseWork(false)
        case "cancel-task": try await cancelTask(request)
        case "config-list": .array(premises.config.lines)
        case "setup-link": try await setUpLink()
        case "make-administrator": try await makeAdministrator(request)
        case "audit": try await audit()
        default: throw AdminProblem("Unknown command '\(request.command)'.")
        }
    }

    private func setUpLink() async throws -> JSONValue {
        let config = premises.config
        let url =
            house?.link.publicURL() ?? config.publicURL ?? "http://\(config.host):\(config.port)"
        guard let link = try await SetUpLink(premises: premises).issue(at: url) else {
            throw AdminProblem("There is an administrator already.")
        }
        return ["link": .string(link), "minutes": .int(Int64(SetUpLink.minutes))]
    }

    /// What the operator can put right in the command itself is a matter of usage.
    private func exit(_ error: any Error) -> ExitReason {
        switch error {
        case is AdminProblem, is AccountError, is GrantError: .usage
        case let error as CommandFailure: error.reason
        default: .unexpected
        }
    }

    private func explain(_ error: any Error) -> String {
        switch error {
        case let error as AdminProblem: error.message
        case let error as CommandFailure: error.message
        case AccountError.emailTaken(let email): "There is an account with e-mail \(email) already."
        case AccountError.noSuchAccount(let id), GrantError.noSuchAccount(let id):
            "There is no account \(id)."
        case AccountError.noSuchKey(let id): "There is no key \(id)."
        case GrantError.sandboxStandsIn:
            "Paid credit is refused while the Sandbox stands in: add a provider key first."
        case GrantError.referenceTaken:
            "This was granted before with another account, amount, kind, expiry or reason. Nothing "
                + "was granted now. Open the form again, or give another --ref."
        case let error as DatabaseError where error.isDisk: "The disk does not take it: \(error)"
        default: "\(error)"
        }
    }
}

extension AdminCommands {
    /// An account by its number or its e-mail.
    func account(_ request: AdminRequest) async throws -> Int64 {
        let text = try request.require("account")
        if let id = Int64(text) { return id }
        guard let id = try await premises.store.account(email: text) else {
            throw AdminProblem("There is no account '\(text)'. See 'admin list-accounts'.")
        }
        return id
    }

    func key(_ request: AdminRequest) throws -> Int64 {
        guard let id = Int64(try request.require("key")) else {
            throw AdminProblem("--key must be the number of a key: see 'admin list-keys'.")
        }
        return id
    }

    private func createAccount(_ request: AdminRequest) async throws -> JSONValue {
        let email = try request.require("email")
        guard email.utf8.count <= 254, email.contains("@"), !email.contains(" ") else {
            throw AdminProblem("--email must be an e-mail address, not '\(email)'.")
        }
        let grant = try request.money("grant-usd") ?? premises.config.signUpGrant
        let opened = try await OpenAccount(premises: premises)(email: email, grant: grant)
        return [
            "accountId": .string(String(opened.accountID)), "apiKey": .string(opened.apiKey),
            "testKey": .string(opened.testKey), "webhookSecret": .string(opened.webhookSecret),
        ]
    }

    private func listAccounts() async throws -> JSONValue {
        let accounts = try await premises.store.accounts()
        return .array(
            accounts.map { account in
                [
                    "accountId": .string(String(account.id)), "email": .string(account.email),
                    "availableUsd": .usd(account.balance.available),
                    "heldUsd": .usd(account.balance.held),
                    "spentUsd": .usd(account.balance.charged),
                    "expiredUsd": .usd(account.balance.expired), "active": .bool(account.isActive),
                    "created": .string(account.createdAt.iso8601),
                ]
            }
        )
    }

    private func grant(_ request: AdminRequest) async throws -> JSONValue {
        let account = try await account(request)
        guard let amount = try request.money("usd"), amount.isPositive else {
            throw AdminProblem("--usd must be more than 0.")
        }
        let isPaid = request.flag("paid")
        if isPaid, premises.standIn.isActive { throw GrantError.sandboxStandsIn }
        let now = premises.store.clock.wall()
        let reference = request.text("ref") ?? premises.store.identifiers.make("grant_", at: now)
        if let ours = ["signup:", "code:", "topup:"].first(where: { reference.hasPrefix($0) }) {
            throw AdminProblem("--ref must not begin with \(ours): those are the server's own.")
        }
        let isNew = try await premises.store.grant(
            GrantOrder(
                accountID: account,
                amount: amount,
                kind: isPaid ? .paid : .promo,
                sourceRef: reference,
                priority: isPaid ? 10 : 0,
                expiresAt: try expiry(request),
                reason: request.text("reason") ?? "by the operator"
            )
        )
        let balance = try await premises.store.balance(account: account)
        return [
            "granted": .bool(isNew), "ref": .string(reference),
            "availableUsd": balance.map { .usd($0.available) } ?? .null,
        ]
    }

    /// `--expires 2026-12-31` or a full ISO time in UTC.
    func expiry(_ request: AdminRequest) throws -> Timestamp? {
        guard let text = request.text("expires") else { return nil }
        guard let moment = Timestamp(iso8601: text) else {
            throw AdminProblem(
                "--expires must be a day such as 2026-12-31 or a time such as "
                    + "2026-12-31T18:00:00Z, not '\(text)'."
            )
        }
        return moment
    }

    private func setCaps(_ request: AdminRequest) async throws -> JSONValue {
        let (kind, id): (SpendKind, Int64) =
            request.text("key") != nil
            ? (.key, try key(request)) : (.account, try await account(request))
        let row = try await premises.store.setCaps(
            CapsOrder(
                kind: kind,
                id: id,
                hour: try request.money("hour-usd"),
                day: try request.money("day-usd"),
                month: try request.money("month-usd"),
                total: try request.money("total-usd"),
                alert: try request.money("alert-usd"),
                resetsWindows: request.flag("reset")
            )
        )
        guard let row else { throw AdminProblem("There is no such \(kind.rawValue).") }
        return row.json
    }

    private func webhookSecret(_ request: AdminRequest) async throws -> JSONValue {
        let account = try await account(request)
        if request.flag("rotate") {
            let sealed = try premises.vault.seal(Secret(NewSecrets.webhook()), for: "webhook")
            guard try await premises.store.rotateWebhookSecret(account: account, sealed: sealed)
            else { throw AccountError.noSuchAccount(account) }
        }
        guard let sealed = try await premises.store.webhookSecrets(account: account) else {
            throw AccountError.noSuchAccount(account)
        }
        let secret = try premises.vault.open(sealed.current, for: "webhook")
        return [
            "webhookSecret": .string(secret.reveal()), "oldSigns": .bool(sealed.previous != nil),
        ]
    }

    private func audit() async throws -> JSONValue {
        let report = try await premises.store.audit()
        if !report.problems.isEmpty { house?.door.set(.violated) }
        return [
            "ok": .bool(report.problems.isEmpty), "accounts": .int(report.accounts),
            "entries": .int(report.entries), "openHolds": .int(report.openHolds),
            "tasks": .int(report.tasks),
            "problems": .array(report.problems.map(JSONValue.string)),
        ]
    }
}

extension SpendRow {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "scope": .string(kind.rawValue), "id": .string(String(id)),
            "alertUsd": alertAt.map(JSONValue.usd) ?? .null,
        ]
        for window in UTCWindow.allCases {
            members[window.rawValue] = [
                "usedUsd": .usd(self[window].used),
                "capUsd": self[window].cap.map(JSONValue.usd) ?? .null,
            ]
        }
        return .object(members)
    }
}
