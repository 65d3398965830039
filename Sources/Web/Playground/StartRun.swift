import Domain
import Storage

/// Makes a run and orders its cells. A form that is sent twice finds the run that it made.
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
        var slugs = order.slugs
        // Letters tell nothing: not even the order in which variants were chosen.
        if order.isBlind { slugs.shuffle() }
        let run = PlaygroundRun(
            id: order.token,
            accountID: player.accountID,
            input: order.input,
            isBlind: order.isBlind,
            // Visitors have nothing but the link.
            isShared: player.visitor == nil,
            vote: nil,
            createdAt: house.store.clock.wall(),
            cells: zip(PlaygroundRun.letters, slugs).map { RunCell(letter: $0, slug: $1) }
        )
        guard try await house.store.save(run) else {
            guard let earlier = try await house.store.run(run.id), player.owns(earlier) else {
                throw APIError.noSuchPage
            }
            return earlier.id
        }
        for cell in run.cells {
            try await orderCell(cell, of: run, from: .allowance, requestID: requestID)
        }
        return run.id
    }
}
