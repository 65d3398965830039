@testable import Egress

/// Listeners where nobody may ever come.
struct Canaries {
    private let servers: [TestServer]
    /// Of the canary on 127.0.0.1.
    let port: Int

    /// On ephemeral ports of several loopback addresses, and on the ports that the guard allows
    /// where this machine lets us have them.
    static func start() async throws -> Canaries {
        let hangUp: TestServer.Script = { _ in [.close] }
        let first = try await TestServer.start(script: hangUp)
        var servers = [first]
        for host in ["127.0.0.1", "127.0.0.2", "::1"] {
            // Not all machines have IPv6, or let tests have low ports.
            for port in [80, 443, 8_443, first.port] {
                if let server = try? await TestServer.start(
                    on: host,
                    port: port,
                    script: hangUp
                ) {
                    servers.append(server)
                }
            }
        }
        return Canaries(servers: servers, port: first.port)
    }

    var connections: Int { servers.reduce(0) { $0 + $1.connections } }
    var ports: [Int] { servers.map(\.port) }

    func stop() async throws {
        for server in servers { try await server.stop() }
    }
}
