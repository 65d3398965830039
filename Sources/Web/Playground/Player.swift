import Domain
import Hummingbird
import Storage

/// Who plays: somebody signed in, or a visitor, who may try the Sandbox.
struct Player: Sendable {
    let caller: Caller
    /// nil: a visitor.
    let visitor: Visitor?
    /// What visitors of one network may order and upload.
    let tries: Tries
    let pictureTries: Tries
    /// The run that a visitor's browser proves to have started. Visitors share one account, so that
    /// says nothing of whose a run is.
    var ownRun: String?

    var accountID: Int64 { caller.accountID }

    func owns(_ run: PlaygroundRun) -> Bool {
        run.accountID == accountID && (visitor != nil || run.id == ownRun)
    }

    /// Their own, or one that was shown to them.
    func maySee(_ run: PlaygroundRun) -> Bool { owns(run) || run.isShared }
}

extension House {
    func player(_ request: Request, _ context: APIContext) async throws -> Player {
        let tries = self.tries("playground", request, context)
        let pictureTries = self.tries("playground image", request, context)
        if let visitor = try await visitor(request) {
            let key = try await store.builtInKey(account: visitor.accountID)
            return Player(
                caller: Caller(key: key),
                visitor: visitor,
                tries: tries,
                pictureTries: pictureTries
            )
        }
        let key = try await store.visitorKey {
            try vault.seal(Secret(NewSecrets.webhook()), for: "webhook")
        }
        return Player(
            caller: Caller(key: key),
            visitor: nil,
            tries: tries,
            pictureTries: pictureTries,
            ownRun: ownRun(request)
        )
    }

    private static let ownRunName = "aig_run"
    private static let ownRunPurpose = "a visitor's run"

    /// Sent with the run's own pages only: it tells no run from another one.
    func ownRunCookie(_ run: String, at path: String) throws -> String {
        let sealed = try vault.seal(Secret(run), for: Self.ownRunPurpose)
        return "\(Self.ownRunName)=\(sealed); Path=\(path); HttpOnly; SameSite=Lax; "
            + "Max-Age=\(30 * 86_400)" + (isSecure ? "; Secure" : "")
    }

    private func ownRun(_ request: Request) -> String? {
        request.cookies[Self.ownRunName].flatMap {
            try? vault.open($0.value, for: Self.ownRunPurpose).reveal()
        }
    }

    /// What is left of today's allowance, for them and for everybody.
    func allowanceLeft(of player: Player) async throws -> MicroUSD {
        let now = store.clock.wall()
        let own = try await store.spend(.playgroundAccount, player.accountID)
        let all = try await store.spend(.playgroundHouse, 0)
        let mine = settings.playground.account - (own?.used(in: .day, at: now) ?? .zero)
        let theirs = settings.playground.house - (all?.used(in: .day, at: now) ?? .zero)
        return max(.zero, min(mine, theirs))
    }
}
