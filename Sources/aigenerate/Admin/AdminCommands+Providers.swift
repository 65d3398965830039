import Domain
import Foundation
import Storage
import Worker

extension AdminCommands {
    /// Stores a key after it was tested, unless the operator insists.
    func addProvider(_ request: AdminRequest) async throws -> JSONValue {
        let name = try request.require("provider")
        let endpoint = try await endpoint(request, called: name)
        let provider = try keyed(name, at: endpoint)
        let secret = Secret(try request.require("secret"))
        var tested = "not tested"
        if !request.flag("no-test") {
            do throws(ProviderFailure) {
                tested = try await provider.test(key: secret)
            } catch {
                throw AdminProblem(
                    "\(error.verdict). It was not added. "
                        + "(--no-test adds it all the same.)",
                    field: "secret"
                )
            }
        }
        let sealed = try premises.vault.seal(secret, for: "provider:\(name)")
        let id = try await premises.store.addProviderKey(
            provider: name,
            label: request.text("label") ?? "key",
            sealed: sealed,
            endpoint: endpoint
        )
        try await suppliers.reloadKeys(premises)
        return ["providerKeyId": .string(String(id)), "test": .string(tested)]
    }

    /// Tests a key that is not kept.
    func tryProvider(_ request: AdminRequest) async throws -> JSONValue {
        let name = try request.require("provider")
        let provider = try keyed(name, at: try await endpoint(request, called: name))
        let secret = Secret(try request.require("secret"))
        do throws(ProviderFailure) {
            return ["test": .string(try await provider.test(key: secret))]
        } catch {
            throw AdminProblem("\(error.verdict).", field: "secret")
        }
    }

    private func keyed(_ name: String, at endpoint: String?) throws -> any Provider {
        let provider = try endpoint.map { suppliers.endpoint(name, at: $0) } ?? provider(name)
        guard provider.traits.needsKey else {
            throw AdminProblem("\(name) needs no key.", field: "provider")
        }
        return provider
    }

    /// The base URL of a new endpoint; nil where a provider that is known gets a key.
    private func endpoint(_ request: AdminRequest, called name: String) async throws -> String? {
        guard let text = request.text("base-url") else { return nil }
        guard name.wholeMatch(of: /[a-z][a-z0-9-]{1,31}/) != nil else {
            throw AdminProblem(
                "An endpoint's name has 2 to 32 small letters, digits and '-', and begins with a "
                    + "letter.",
                field: "provider"
            )
        }
        let known = try await premises.store.providerEndpoints().first { $0.name == name }
        guard suppliers.provider(name) == nil || known != nil else {
            throw AdminProblem(
                "'\(name)' is built in. Give the endpoint a name of its own; OpenAI's own address "
                    + "is the setting openai-base-url.",
                field: "provider"
            )
        }
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme),
            url.host()?.isEmpty == false, url.user() == nil, url.query() == nil,
            url.fragment() == nil
        else {
            throw AdminProblem(
                "--base-url must be an address such as https://images.example.com/v1."
            )
        }
        guard known == nil || known?.baseURL == text else {
            throw AdminProblem(
                "'\(name)' stands for \(known?.baseURL ?? "") already. Remove its keys first, or "
                    + "choose another name.",
                field: "provider"
            )
        }
        return text
    }

    func listProviders() async throws -> JSONValue {
        let stored = try await premises.store.providerKeys()
        let endpoints = try await premises.store.providerEndpoints()
        let rules = try await premises.store.providerRules()
        let today = CivilDate(premises.store.clock.wall()).start
        let costs = try await premises.store.providerCosts(since: today)
        try await suppliers.reloadKeys(premises)
        // Without a running server nobody has read them yet.
        try await suppliers.restoreRefusals(premises)
        return .array(
            suppliers.all.map { provider in
                let keys = stored.filter { $0.provider == provider.name }
                let rule = rules.first { $0.provider == provider.name }
                let refused = suppliers.keys.refusals(of: provider.name)
                let said = { (id: Int64?) in refused.first { $0.key.id == id }?.refusals.last }
                return [
                    "provider": .string(provider.name),
                    "baseUrl": .text(endpoints.first { $0.name == provider.name }?.baseURL),
                    "usable": .bool(
                        !provider.traits.needsKey || suppliers.keys.hasGood(provider.name)
                    ),
                    "environmentKey": .bool(
                        provider.name == "openai" && premises.config.openAIKey != nil
                    ),
                    "environmentKeyRefused": said(nil)?.view ?? .null,
                    "refusedKeys": .int(Int64(refused.count { !$0.refusals.isEmpty })),
                    "priority": .number(rule?.priority), "weight": .number(rule?.weight),
                    "concurrency": .number(rule?.concurrency),
                    "maxConcurrency": .int(Int64(provider.traits.concurrency)),
                    "dayUsd": .text(rule?.dayBudget?.dollars),
                    "todayUsd": .usd(costs[provider.name] ?? .zero),
                    "off": .bool(rule?.isOff ?? false),
                    "keys": .array(
                        keys.map { key in
                            [
                                "providerKeyId": .string(String(key.id)),
                                "label": .string(key.label),
                                "created": .string(key.createdAt.iso8601),
                                "refused": said(key.id)?.view ?? .null,
                            ]
                        }
                    ),
                ]
            }
        )
    }

    /// Exactly these: what is not given is not limited.
    func setProviderRule(_ request: AdminRequest) async throws -> JSONValue {
        let name = try request.require("provider")
        let isFree = try provider(name).traits.isFree
        guard !isFree || !request.flag("off") else {
            throw AdminProblem("\(name) stays on: test keys draw with it.")
        }
        let rule = ProviderRule(
            provider: name,
            priority: try whole(request, "priority", 0...1_000)
                ?? ProviderRule.standardPriority,
            weight: try whole(request, "weight", 1...1_000) ?? 1,
            concurrency: try whole(request, "concurrency", 1...10_000),
            dayBudget: try request.money("day-usd"),
            isOff: request.flag("off")
        )
        try await premises.store.set(rule)
        try await suppliers.reloadKeys(premises)
        return ["provider": .string(name), "off": .bool(rule.isOff)]
    }

    private func whole(
        _ request: AdminRequest,
        _ name: String,
        _ range: ClosedRange<Int64>
    ) throws -> Int64? {
        guard let text = request.text(name), !text.isEmpty else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            throw AdminProblem(
                "--\(name) must be a whole number from \(range.lowerBound) to "
                    + "\(range.upperBound), not '\(text)'."
            )
        }
        return number
    }

    func testProvider(_ request: AdminRequest) async throws -> JSONValue {
        let name = try request.require("provider")
        let provider = try provider(name)
        try await suppliers.reloadKeys(premises)
        let keys = suppliers.keys.refusals(of: name).map(\.key)
        guard !keys.isEmpty || !provider.traits.needsKey else {
            throw AdminProblem("\(name) has no key: 'admin provider add \(name) --key-file FILE'.")
        }
        var said: [String] = []
        var hasFailed = false
        for key in keys.isEmpty ? [nil] : keys.map(Optional.some) {
            // One key needs no name.
            let prefix = keys.count > 1 ? "key \(key?.name ?? ""): " : ""
            do throws(ProviderFailure) {
                said.append(prefix + (try await test(key, of: provider)))
            } catch {
                hasFailed = true
                said.append(prefix + error.detail)
            }
        }
        guard !hasFailed else { throw AdminProblem("\(name): \(said.joined(separator: "; "))") }
        return ["ok": true, "test": .string(said.joined(separator: "; "))]
    }

    /// What the test finds counts for the calls to come.
    private func test(
        _ key: KeyPool.Entry?,
        of provider: any Provider
    ) async throws(ProviderFailure) -> String {
        do throws(ProviderFailure) {
            let words = try await provider.test(key: key?.secret)
            suppliers.keys.endRests(of: provider.name)
            return words
        } catch {
            if let key, case .unavailable(.badKey, let detail) = error {
                let refusal = KeyRefusal(
                    reason: .badKey,
                    model: nil,
                    detail: detail,
                    since: premises.store.clock.wall()
                )
                suppliers.keys.refused(key, refusal)
            }
            throw error
        }
    }

    func removeProvider(_ request: AdminRequest) async throws -> JSONValue {
        guard let id = Int64(try request.require("id")) else {
            throw AdminProblem("Give the number of the key: see 'admin provider list'.")
        }
        guard try await premises.store.removeProviderKey(id) else {
            throw AdminProblem("There is no provider key \(id).")
        }
        try await suppliers.reloadKeys(premises)
        return ["removed": .string(String(id))]
    }

    private func provider(_ name: String) throws(AdminProblem) -> any Provider {
        guard let provider = suppliers.provider(name) else {
            throw AdminProblem(
                "There is no provider '\(name)'. Known: "
                    + suppliers.all.map(\.name).joined(separator: ", ") + ".",
                field: "provider"
            )
        }
        return provider
    }
}

extension KeyRefusal {
    /// For the operator: since when, what it means, and the provider's own code.
    fileprivate var view: JSONValue {
        ["since": .string(since.iso8601), "says": .string(sentence), "detail": .string(detail)]
    }
}

extension ProviderFailure {
    /// What a test with a key found.
    fileprivate var verdict: String {
        switch self {
        case .unavailable: "The key does not work: \(detail)"
        default: "The key could not be tested: \(detail)"
        }
    }
}
