import Logging

/// What the shop does by itself, in rounds: it tells owners of alerts, and asks Stripe about orders
/// whose payment nobody reported.
package struct Errands: Sendable {
    let house: House

    package init(house: House) {
        self.house = house
    }

    /// Until it is cancelled.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await rounds(every: .seconds(5)) { try await TellAlerts(house: house)() }
            }
            group.addTask {
                await rounds(every: .seconds(600)) { try await AskForPayments(house: house)() }
            }
        }
    }

    private func rounds(
        every pause: Duration,
        _ round: @Sendable () async throws -> Void
    ) async {
        while !Task.isCancelled {
            do {
                try await round()
            } catch is CancellationError {
                return
            } catch {
                house.logger.error("an errand failed", metadata: ["error": "\(error)"])
            }
            do { try await Task.sleep(for: pause) } catch { return }
        }
    }
}
