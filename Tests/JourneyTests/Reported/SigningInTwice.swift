import Domain
import Foundation
import TestKit
import Testing

extension ReportedByUsers {
    /// Proofs of who somebody is, and how long they are good.
    @Suite struct SigningInTwice {
        private static let path = "/dashboard/settings/second-step"

        /// Turns the second step on, and returns the recovery codes.
        private func turnOn(_ person: Person) async throws -> [String] {
            _ = try await person.post(Self.path, ["do": "begin"])
            let page = try await person.get(Self.path).text
            let text = try #require(page.firstMatch(of: /data-copy="([A-Z2-7]{32})"/)).1
            let app = try #require(TOTP(text: String(text)))
            let code = app.code(step: Int64(TestDay.now.timeIntervalSince1970) / TOTP.period)
            let done = try await person.post(Self.path, ["do": "start", "code": code])
            return done.text.matches(of: /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/).map { String($0.0) }
        }

        private func ticket(_ person: Person, _ password: String) async throws -> String {
            let form = ["email": "root@example.com", "password": password]
            let page = try await person.post("/login", form).text
            return String(try #require(page.firstMatch(of: /name="t" value="([^"]+)"/)).1)
                .replacing("&#43;", with: "+").replacing("&#x3D;", with: "=")
        }

        @Test func `a ticket for the second step outlives the password it was made under`()
            async throws
        {
            try await ServerProcess.run { server in
                let owner = try await Person.administrator(of: server)
                let codes = try await turnOn(owner)
                let thief = Person(server)
                let stolen = try await ticket(thief, Person.password)
                let changed = try await owner.post(
                    "/dashboard/settings/password",
                    [
                        "old": Person.password, "current": Person.password,
                        "password": "another pass word",
                    ]
                )
                #expect(changed.status == 303, "\(changed.status)")
                let late = try await thief.post("/login/code", ["t": stolen, "code": codes[0]])
                #expect(late["location"] == "/login" && !thief.isSignedIn)
                // The code was not used up, and a ticket of the new password is good.
                let fresh = try await ticket(thief, "another pass word")
                let done = try await thief.post("/login/code", ["t": fresh, "code": codes[0]])
                #expect(done.status == 303 && thief.isSignedIn)
            }
        }

        @Test func `an ID token with a critical header that nobody knows is taken`() async throws {
            try await IdentityDesk.run { desk in
                try await ServerProcess.run(desk.settings) { server in
                    try await desk.know(server)
                    for header in [["crit": ["b64"]], ["crit": ["exp"]], ["crit": []]]
                        as [JSONValue]
                    {
                        try await desk.lie(["header": header])
                        let ann = Person(server)
                        #expect(try await signOn(ann, desk).status >= 400)
                        #expect(!ann.isSignedIn)
                    }
                    #expect(try await server.rows("SELECT * FROM identity").isEmpty)
                    try await desk.lie(["header": ["typ": "JWT"]])
                    let ann = Person(server)
                    #expect(try await signOn(ann, desk).status == 303)
                    #expect(ann.isSignedIn)
                }
            }
        }

        private func signOn(_ person: Person, _ desk: IdentityDesk) async throws -> Answer {
            let way = try #require(try await person.get("/login/sso")["location"])
            let address = try await desk.visit(way)
            return try await person.get(String(address.dropFirst(person.server.address.count)))
        }
    }
}
