import Domain
import Egress
import Hummingbird
import Logging
import Storage

/// Tries of one kind that come from one network. They are counted in this order, and each counter
/// counts only what passed the one before:
///
/// 1. those of the network, of the larger networks around it,
/// 2. those for one account or address from this network, then from all networks,
/// 3. those of everybody.
///
/// So one network can use up no more than its own share of what all others depend on.
struct Tries: Sendable {
    let house: House
    let kind: String
    let network: ClientNetwork
    /// For the log.
    fileprivate let from: String
    fileprivate let requestID: String

    /// Whose tries are counted.
    struct Subject: Sendable {
        fileprivate let name: String

        static let everybody = Subject(name: "everybody")
        static func account(_ id: Int64) -> Subject { Subject(name: "account \(id)") }
        static func email(_ email: EmailAddress) -> Subject { Subject(name: email.text) }
        static func order(_ id: String) -> Subject { Subject(name: id) }
    }

    /// The first to be asked.
    func admit(fromNetwork limit: Int, tries: Int = 1) throws(APIError) {
        let counters = network.levels.map {
            Throttle.Counter(name: CountedName(kind, $0.name), limit: limit * $0.factor)
        }
        guard let full = house.throttle.full(counters, tries: tries) else { return }
        try refuse(full.seconds, network: network.levels[full.index].name)
    }

    /// For one subject, from this network.
    ///
    /// - isExempt: asked once the counter is full.
    func admit(
        _ subject: Subject,
        fromHere limit: Int,
        unless isExempt: () async throws -> Bool = { false }
    ) async throws {
        let seconds = house.throttle.count([Throttle.Counter(name: here(subject), limit: limit)])
        if seconds != nil, try await isExempt() { return }
        try check(seconds)
    }

    /// For one subject, from wherever.
    ///
    /// - isExempt: asked once the counter is full.
    func admit(
        _ subject: Subject,
        _ limit: Int,
        in window: Throttle.Window = .quarterHour,
        unless isExempt: () async throws -> Bool = { false }
    ) async throws {
        let counter = Throttle.Counter(name: CountedName(kind, subject.name), limit: limit)
        let seconds = house.throttle.count([counter], in: window)
        if seconds != nil, try await isExempt() { return }
        try check(seconds)
    }

    /// They knew it: what was typed wrong before does not count.
    func forgive(_ subject: Subject) {
        house.throttle.forgive(here(subject))
    }

    private func here(_ subject: Subject) -> CountedName {
        CountedName(kind, subject.name, network.name)
    }

    private func check(_ seconds: Int64?) throws(APIError) {
        guard let seconds else { return }
        try refuse(seconds, network: network.name)
    }

    /// - network: whose limit was reached; the log has a line a minute for it.
    private func refuse(_ seconds: Int64, network: String) throws(APIError) {
        house.noteThrottled(kind, network, from: from, requestID: requestID)
        throw .tooManyTries(seconds: seconds)
    }
}

extension House {
    func tries(_ kind: String, _ request: Request, _ context: APIContext) -> Tries {
        noteUnnamedProxy(request, context)
        return Tries(
            house: self,
            kind: kind,
            network: clientNetwork(request, context),
            from: clientText(request, context),
            requestID: context.requestID
        )
    }

    /// A session of this account, begun in this network, goes on.
    func isSignedIn(_ account: Int64, in network: ClientNetwork) async throws -> Bool {
        try await store.sessions(of: account).contains { session in
            IPAddress(asWritten: session.address).map(ClientNetwork.init)?.name == network.name
        }
    }

    /// Its owner signed in to it from this network before.
    func hasSignedIn(_ account: Int64, in network: ClientNetwork) async throws -> Bool {
        if try await store.hasSignedIn(account: account, from: network.name) { return true }
        return try await isSignedIn(account, in: network)
    }
}
