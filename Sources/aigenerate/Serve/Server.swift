import Foundation
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Storage
import UnixSignals
import Web
import Worker

/// The running server: web, worker, callbacks and housekeeping of one process, and their orderly end.
struct Server: Sendable {
    let premises: Premises
    let suppliers: Suppliers
    /// Most that are open at once.
    let connections: Int
    let logger: Logger

    /// Serves until the first signal; then drains and returns. `signals` are SIGTERM and SIGINT. A
    /// second one, or a stop that takes too long, ends the process at once. `announce` is called
    /// once with our addresses, when work is accepted.
    func run(
        signals: UnixSignalsSequence,
        announce: @escaping @Sendable (PublicAddress) async throws -> Void
    ) async throws {
        let address = PublicAddress(configured: premises.config.publicURL)
        let parts = try Parts(premises, suppliers, address: address, logger: logger)
        try await suppliers.reloadKeys(premises)
        try await suppliers.restoreRefusals(premises)
        try await parts.recovery()
        let watchdog = ShutdownWatchdog(
            ShutdownWatchdog.Limits(stop: Int(parts.limits.drain.components.seconds) + 30),
            loops: Array(MultiThreadedEventLoopGroup.singleton.makeIterator()),
            logger: logger
        )
        let sources = watchdog.watch([SIGTERM, SIGINT])
        defer {
            watchdog.cancel()
            for source in sources { source.cancel() }
        }
        let (listening, isListening) = AsyncStream<Void>.makeStream()
        let web = application(parts.house, address, isListening)
        let admin = adminApplication(parts.house, isListening)
        let services = ServiceGroup(
            services: [web, admin],
            gracefulShutdownSignals: [],
            logger: Self.quiet
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { isListening.finish() }
                try await services.run()
            }
            // Both doors: whoever reads our address may use either at once.
            for await _ in listening.prefix(2) {}
            guard !address.text.isEmpty else { return try await group.waitForAll() }
            group.addTask { await parts.work() }
            parts.house.door.set(.open)
            try await announce(address)
            await firstSignal(of: signals, in: &group)
            logger.notice("draining")
            parts.house.door.set(.draining)
            await parts.drain()
            parts.house.door.set(.closing)
            premises.store.bells.ringAll()
            await services.triggerGracefulShutdown()
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    private func firstSignal(
        of signals: UnixSignalsSequence,
        in group: inout ThrowingTaskGroup<Void, any Error>
    ) async {
        let (first, isFirst) = AsyncStream<Void>.makeStream()
        group.addTask {
            // The second one is the watchdog's.
            for await _ in signals { isFirst.yield() }
        }
        for await _ in first { break }
    }

    private func application(
        _ house: House,
        _ address: PublicAddress,
        _ isListening: AsyncStream<Void>.Continuation
    ) -> some Service {
        let config = premises.config
        return Application(
            router: Routes.router(house),
            server: FrontDoor.server(house),
            configuration: ApplicationConfiguration(
                address: .hostname(config.host, port: config.port),
                backlog: 1_024,
                availableConnectionsDelegate: AllConnections(most: connections, logger: logger)
            ),
            onServerRunning: { channel in
                await pauseAccepting(on: channel)
                address.set(host: config.host, port: channel.localAddress?.port ?? config.port)
                isListening.yield()
            },
            logger: Self.quiet
        )
    }

    /// Bound by a path relative to the data folder, which is the working folder by now: socket paths
    /// are limited to 108 bytes.
    private func adminApplication(
        _ house: House,
        _ isListening: AsyncStream<Void>.Continuation
    ) -> some Service {
        let commands = AdminCommands(premises: premises, suppliers: suppliers, house: house)
        house.operate.set { await commands.answer($0) }
        return Application(
            router: AdminSocket.router { await commands.answer($0) },
            configuration: ApplicationConfiguration(address: .unixDomainSocket(path: "admin.sock")),
            onServerRunning: { channel in
                await pauseAccepting(on: channel)
                isListening.yield()
            },
            logger: Self.quiet
        )
    }

    private func pauseAccepting(on channel: any Channel) async {
        do { try await AcceptPause.install(on: channel, logger: logger) } catch {
            logger.error("accepting cannot be paused", metadata: ["error": "\(error)"])
        }
    }

    /// The server framework's own messages. At a normal stop it logs errors that are none (a socket
    /// that is closed already); what goes wrong in earnest it throws.
    private static let quiet = JSONLog.logger(level: "critical")
}
