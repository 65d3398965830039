import Domain
import Foundation
import TestKit
import Testing

extension ReportedByUsers {
    /// `admin make-administrator`.
    @Suite struct Administrators {
        private func make(
            _ email: String,
            _ server: ServerProcess
        ) async throws -> ChildProcess.Ending {
            try await server.command(["admin", "make-administrator", "--email", email, "--json"])
        }

        @Test func `a second administrator is made on the command line`() async throws {
            try await ServerProcess.run { server in
                _ = try await Person.administrator(of: server)
                let ana = Person(server)
                let form = ["email": "ana@example.com", "password": Person.password]
                _ = try await ana.post("/signup", form)
                let early = try await make("ana@example.com", server)
                #expect(early.code == 2)
                #expect(early.errors.contains("not confirmed"))
                _ = try await ana.post("/verify", ["t": try await ana.letter("/verify")])
                _ = try await ana.post("/login", form)
                let customerSees = try await ana.get("/admin")
                #expect(customerSees.status == 404)
                let made = try JSONValue.parse(
                    try await make(" Ana@Example.com ", server).output
                )
                #expect(made["changed"] == true)
                #expect(made["email"] == "ana@example.com")
                // In the session that they have, from the next request on.
                #expect(try await ana.get("/admin").status == 200)
                let again = try await make("ana@example.com", server)
                #expect(again.code == 0)
                #expect(try JSONValue.parse(again.output)["changed"] == false)
                let lines = try await server.rows(
                    "SELECT actor, subject FROM admin_log WHERE action = 'make-administrator'"
                )
                #expect(lines.count == 3)
                #expect(Set(lines.map { $0["actor"] }) == ["command line"])
            }
        }

        @Test func `whoever cannot sign in is made no administrator, and it is said why`()
            async throws
        {
            try await ServerProcess.run { server in
                _ = try await server.newCustomer("ann")
                for (email, why) in [
                    ("nobody@example.com", "no account"), ("ann@example.com", "no log-in yet"),
                    ("nonsense", "must be an e-mail address"), ("", "--email is missing"),
                ] {
                    let ending = try await make(email, server)
                    #expect(ending.code == 2, "\(email)")
                    #expect(ending.errors.contains(why), "\(ending.errors)")
                }
                // The same without a server that runs.
                try await server.terminate()
                #expect(try await make("nobody@example.com", server).code == 2)
                let rows = try await server.rows("SELECT 1 FROM login WHERE is_admin = 1")
                #expect(rows.isEmpty)
            }
        }
    }
}
