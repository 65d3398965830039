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
                await rounds {
                    // A mail program that is down is not asked every few seconds.
                    try await TellAlerts(house: house)() ? .seconds(5) : .seconds(300)
                }
            }
            group.addTask {
                await rounds {
                    try await AskForPayments(house: house)()
                    return .seconds(600)
                }
            }
        }
    }

    /// Each round says how long it is until the next one.
    private func rounds(_ round: @Sendable () async throws -> Duration) async {
        while !Task.isCancelled {
            var pause = Duration.seconds(60)
            do {
                pause = try await round()
            } catch is CancellationError {
                return
            } catch {
                house.logger.error("an errand failed", metadata: ["error": "\(error)"])
            }
            do { try await Task.sleep(for: pause) } catch { return }
        }
    }
}
