import Domain
import Foundation
import TestKit
import Testing

/// Signing in with a code besides the password.
@Suite struct SecondStep {
    private static let path = "/dashboard/settings/second-step"
    private static let form = ["email": "root@example.com", "password": Person.password]

    /// Turns it on, and returns the app and the recovery codes.
    private func turnOn(_ person: Person) async throws -> (TOTP, [String]) {
        _ = try await person.post(Self.path, ["do": "begin"])
        let page = try await person.get(Self.path).text
        let text = try #require(page.firstMatch(of: /data-copy="([A-Z2-7]{32})"/)).1
        let app = try #require(TOTP(text: String(text)))
        let wrong = try await person.post(Self.path, ["do": "start", "code": "000000x"])
        #expect(wrong.status == 422)
        // The step before this one, so that a log-in in the same half minute has a code left.
        let done = try await person.post(Self.path, ["do": "start", "code": code(app, -1)])
        let codes = done.text.matches(of: /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/)
        return (app, codes.map { String($0.0) })
    }

    private func code(_ app: TOTP, _ offset: Int64 = 0) -> String {
        app.code(step: Int64(TestDay.now.timeIntervalSince1970) / TOTP.period + offset)
    }

    private func ticket(_ person: Person) async throws -> String {
        let page = try await person.post("/login", Self.form)
        #expect(page.status == 200 && !person.isSignedIn)
        return String(try #require(page.text.firstMatch(of: /name="t" value="([^"]+)"/)).1)
            .replacing("&#43;", with: "+").replacing("&#x3D;", with: "=")
    }

    @Test func `the password alone signs nobody in, and each code does so once`() async throws {
        try await ServerProcess.run { server in
            let owner = try await Person.administrator(of: server)
            let (app, recovery) = try await turnOn(owner)
            #expect(recovery.count == 10)
            let person = Person(server)
            let ticket = try await ticket(person)
            let wrong = try await person.post("/login/code", ["t": ticket, "code": "123"])
            #expect(wrong.status == 422 && wrong.text.contains("is not right"))
            #expect(try await person.get("/dashboard").status == 303)
            let code = code(app)
            #expect(
                try await person.post("/login/code", ["t": ticket, "code": code]).status == 303
            )
            #expect(try await person.get("/dashboard").status == 200)
            let thief = Person(server)
            let again = ["t": try await self.ticket(thief), "code": code]
            #expect(try await thief.post("/login/code", again).status == 422)
            for expected in [303, 422] {
                let other = Person(server)
                let form = ["t": try await self.ticket(other), "code": recovery[0].lowercased()]
                #expect(try await other.post("/login/code", form).status == expected)
            }
            let forged = try await thief.post("/login/code", ["t": "x", "code": recovery[1]])
            #expect(forged["location"] == "/login" && !thief.isSignedIn)
            #expect(try await owner.get(Self.path).text.contains("9 recovery codes"))
        }
    }

    @Test func `a letter's link does not replace it, and turning it off needs a code`()
        async throws
    {
        try await ServerProcess.run { server in
            let owner = try await Person.administrator(of: server)
            let (_, recovery) = try await turnOn(owner)
            let thief = Person(server)
            _ = try await thief.post("/reset", ["email": "root@example.com"])
            let link = try await thief.letter("/reset")
            let page = try await thief.post("/reset", ["t": link, "password": "another pass word"])
            #expect(page.text.contains("One more step") && !thief.isSignedIn)
            let person = Person(server)
            let form = ["email": "root@example.com", "password": "another pass word"]
            let asked = try await person.post("/login", form).text
            let ticket = try #require(asked.firstMatch(of: /name="t" value="([^"]+)"/)).1
            let typed = ["t": String(ticket), "code": recovery[0]]
            #expect(try await person.post("/login/code", typed).status == 303)
            #expect(try await person.post(Self.path, ["do": "end", "code": "1"]).status == 422)
            let end = ["do": "end", "code": recovery[1]]
            #expect(try await person.post(Self.path, end).status == 303)
            #expect(try await Person(server).post("/login", form).status == 303)
        }
    }

    @Test func `operators need it where the setting says so`() async throws {
        try await ServerProcess.run(["AIGENERATE_ADMIN_SECOND_STEP": "on"]) { server in
            let owner = try await Person.administrator(of: server)
            #expect(try await owner.get("/admin")["location"] == Self.path)
            _ = try await turnOn(owner)
            #expect(try await owner.get("/admin").status == 200)
        }
    }
}
