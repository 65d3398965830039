import Domain
import Hummingbird
import Storage

/// Makes a run and orders its cells. The same form sent twice finds the run that it made; with another
/// content it makes another one.
struct StartRun: Sendable {
    let house: House

    /// The run's id.
    func callAsFunction(
        _ order: RunOrder,
        _ player: Player,
        requestID: String
    ) async throws -> String {
        try house.checkOpen()
        let orderCell = OrderCell(house: house, player: player)
        try orderCell.admit(cells: order.slugs.count)
        if let other = try await house.store.run(order.token),
            other.accountID != player.accountID
        {
            throw APIError.noSuchPage
        }
        for id in ids(order, player) {
            let run = run(id, order, player)
            if try await house.store.save(run) {
                try await orderCells(of: run, orderCell, requestID)
                return id
            }
            guard let earlier = try await house.store.run(id),
                earlier.accountID == player.accountID
            else { throw APIError.noSuchPage }
            if earlier.fingerprint == run.fingerprint { return id }
        }
        throw APIError.conflict(
            "already_ordered",
            "This form was sent before with another content. Open the page again. Nothing was run."
        )
    }

    private func orderCells(
        of run: PlaygroundRun,
        _ orderCell: OrderCell,
        _ requestID: String
    ) async throws {
        var accepted: [TaskID] = []
        for cell in run.cells {
            do {
                let task = try await orderCell(
                    cell,
                    of: run,
                    from: .allowance,
                    requestID: requestID
                )
                if let task { accepted.append(task) }
            } catch {
                guard !accepted.isEmpty, !(error is APIError) else { throw error }
                throw FaultAfterAccept(tasks: accepted, cause: error)
            }
        }
    }

    /// The names that the run may have, the first that is free. A visitor's run is named by its address
    /// alone, which others may see: it must not say the token.
    private func ids(_ order: RunOrder, _ player: Player) -> [String] {
        let derived = order.derivedID(player.accountID)
        return player.visitor == nil ? [derived] : [order.token, derived]
    }

    private func run(_ id: String, _ order: RunOrder, _ player: Player) -> PlaygroundRun {
        var slugs = order.slugs
        // Letters tell nothing: not even the order in which variants were chosen.
        if order.isBlind { slugs.shuffle() }
        return PlaygroundRun(
            id: id,
            accountID: player.accountID,
            input: order.input,
            fingerprint: order.fingerprint,
            isBlind: order.isBlind,
            // Visitors have nothing but the link.
            isShared: player.visitor == nil,
            vote: nil,
            createdAt: house.store.clock.wall(),
            cells: zip(PlaygroundRun.letters, slugs).map { RunCell(letter: $0, slug: $1) }
        )
    }
}

extension House {
    /// Leads to a run that was just started. A visitor's browser gets the proof that it is theirs.
    func lead(to run: String, _ player: Player) throws -> Response {
        let path = "/playground/runs/" + run
        guard player.visitor == nil else { return .seeOther(path + "#run") }
        return .seeOther(path + "#run", cookie: try ownRunCookie(run, at: path))
    }
}
