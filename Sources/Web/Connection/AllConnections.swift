import HummingbirdCore
package import Logging

/// How many connections there are in all. Beyond `most` nothing is accepted until one ends, so that
/// those that are open, the database, files and calls to providers still get their descriptors.
package struct AllConnections: AvailableConnectionsDelegate {
    private let most: Int
    private let logger: Logger
    private var count = 0
    private var isFull = false

    package init(most: Int, logger: Logger) {
        self.most = most
        self.logger = logger
    }

    package mutating func connectionOpened() {
        count += 1
        guard count >= most, !isFull else { return }
        isFull = true
        logger.warning(
            "all connections are taken: new ones wait until one ends",
            metadata: ["connections": "\(count)"]
        )
    }

    package mutating func connectionClosed() {
        count -= 1
        // Said again only after a real lull.
        if count < most / 2 { isFull = false }
    }

    package func isAcceptingNewConnections() -> Bool { count < most }
}
