import Domain
import Foundation
import TestKit
import Testing

extension ReportedByUsers {
    /// Clients that hold connections must not use up what all others need.
    @Suite struct HoldingConnections {
        private static func port(of server: ServerProcess) -> Int {
            server.address.split(separator: ":").last.flatMap { Int($0) } ?? 0
        }

        /// More than the system itself would hold for a client.
        private static func requests(_ count: Int) -> String {
            String(repeating: "GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n", count: count)
        }

        @Test func `a client that never reads its answer is cut`() async throws {
            try await ServerProcess.run(["AIGENERATE_WRITE_STALL_SECONDS": "1"]) { server in
                let clients = try (0..<5).map { _ in try RawSocket(port: Self.port(of: server)) }
                for client in clients { client.send(Self.requests(400)) }
                _ = try await eventually("all are cut") {
                    clients.allSatisfy(\.isEnded) ? true : nil
                }
                #expect(server.log.contains("did not take its answer"))
                // Whoever reads all of it gets all of it.
                let last = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                let answers = try await RawConnection.exchange(
                    Self.requests(10) + last,
                    with: server
                )
                #expect(answers.components(separatedBy: "HTTP/1.1 200 OK").count == 12)
            }
        }

        @Test(
            .enabled(if: OwnAddress.text != nil, "this machine has no address but the loopback's")
        )
        func `one address has so many connections and no more`() async throws {
            let settings = [
                "AIGENERATE_CONNECTIONS_PER_ADDRESS": "20", "AIGENERATE_HOST": "0.0.0.0",
            ]
            try await ServerProcess.run(settings) { server in
                let port = Self.port(of: server)
                let address = try #require(OwnAddress.text)
                let clients = try (0..<25).map { _ in
                    try RawSocket(port: port, address: address)
                }
                _ = try await eventually("what is too much is closed") {
                    clients.count(where: \.isEnded) == 5 ? true : nil
                }
                #expect(server.log.contains("too many connections from one address"))
                // This machine may have any number of them.
                let near = try (0..<40).map { _ in try RawSocket(port: port) }
                for client in near { client.send("GET / HTTP/1.1\r\n") }
                let health = try await Call.send("GET", server.address + "/healthz")
                #expect(health.status == 200 && near.allSatisfy { !$0.isEnded })
                #expect(clients.count(where: \.isEnded) == 5)
            }
        }

        @Test func `without a descriptor for a connection, accepting is tried again later`()
            async throws
        {
            try await ServerProcess.run { server in
                let id = try #require(server.processID)
                let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/fd")
                func allow(_ files: Int) async throws {
                    let words = ["--pid", String(id), "--nofile=\(files):"]
                    let child = try ChildProcess("/usr/bin/prlimit", words, folder: server.folder)
                    #expect(try await child.ending().code == 0)
                }
                try await allow(open.count + 2)
                var clients = try (0..<30).map { _ in try RawSocket(port: Self.port(of: server)) }
                let sign = "no connection can be accepted"
                _ = try await eventually("it is said") { server.log.contains(sign) ? true : nil }
                try await allow(1_024)
                #expect(clients.count == 30)
                clients = []
                let health = try await Call.send("GET", server.address + "/healthz")
                #expect(health.status == 200)
                #expect(server.log.components(separatedBy: sign).count == 2)
            }
        }

        @Test func `with all descriptors taken by clients, what was ordered is made`() async throws
        {
            try await ServerProcess.run(isStarted: false) { server in
                try await server.start(under: ["/usr/bin/prlimit", "--nofile=64:64"])
                let customer = try server.customer()
                var tasks: [String] = []
                for index in 0..<6 {
                    tasks.append(try await customer.order(Orders.paid("!slow 1 fox \(index)")))
                }
                var clients = try (0..<150).map { _ in try RawSocket(port: Self.port(of: server)) }
                let wanted = JSONValue.int(Int64(tasks.count))
                _ = try await eventually("all tasks end") {
                    let rows = try await server.rows(
                        "SELECT COUNT(*) AS n FROM task WHERE state = 'success'"
                    )
                    return rows.first?["n"] == wanted ? true : nil
                }
                #expect(server.log.contains("all connections are taken"))
                #expect(clients.count == 150)
                clients = []
                for id in tasks { #expect(try await customer.record(id)["state"] == "success") }
                #expect(try await customer.balance().spent == Orders.price * tasks.count)
            }
        }
    }
}
