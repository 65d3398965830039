import Domain
import Foundation
import TestKit
import Testing

/// Signing in with an identity provider: code, PKCE, state and nonce, at a real one.
@Suite struct SigningOn {
    private func knowing(
        _ settings: [String: String] = [:],
        _ body: (ServerProcess, IdentityDesk) async throws -> Void
    ) async throws {
        try await IdentityDesk.run { desk in
            try await ServerProcess.run(desk.settings.merging(settings) { $1 }) { server in
                try await desk.know(server)
                try await body(server, desk)
            }
        }
    }

    /// To the provider and back; the server's answer to the return.
    private func signOn(
        _ person: Person,
        _ desk: IdentityDesk,
        back: String = ""
    ) async throws -> Answer {
        let away = try await person.get("/login/sso" + back)
        let way = try #require(away["location"], "\(away.status) \(away.text)")
        let address = try await desk.visit(way)
        #expect(address.hasPrefix(person.server.address + "/login/sso/return?"))
        return try await person.get(String(address.dropFirst(person.server.address.count)))
    }

    @Test
    func `whoever comes for the first time has an account and its gift, and then the same one`()
        async throws
    {
        try await knowing { server, desk in
            let ann = Person(server)
            let page = try await ann.get("/login?back=/dashboard/keys").text
            #expect(page.contains("Continue with Canaille"))
            #expect(page.contains("/login/sso?back=%2Fdashboard%2Fkeys"))
            #expect(try await Person(server).get("/signup").text.contains("Continue with Canaille"))
            let back = try await signOn(ann, desk, back: "?back=%2Fdashboard%2Fkeys")
            #expect(back.status == 303 && back["location"] == "/dashboard/keys")
            let home = try await ann.get("/dashboard").text
            #expect(home.contains(IdentityDesk.email) && home.contains("1428.57 credits"))
            let again = Person(server)
            #expect(try await signOn(again, desk)["location"] == "/dashboard")
            #expect(try await server.rows("SELECT * FROM identity").count == 1)
            let logins = "SELECT email, is_admin FROM login"
            #expect(
                try await server.rows(logins) == [
                    ["email": .string(IdentityDesk.email), "is_admin": 0]
                ]
            )
        }
    }

    @Test func `who signs in from elsewhere stands in the settings, and can be removed`()
        async throws
    {
        try await knowing { server, desk in
            let ann = Person(server)
            _ = try await signOn(ann, desk)
            let issuer = try #require(
                try await server.rows("SELECT issuer FROM identity").first?["issuer"]?.stringValue
            )
            let page = try await ann.get("/dashboard/settings").text
            #expect(page.contains("<th scope=\"row\">\(issuer)</th>"))
            let mark = try #require(page.firstMatch(of: /name="identity" value="([0-9a-f]{64})"/)).1
            let ben = try await Person.administrator(of: server)
            let form = ["identity": String(mark)]
            let path = "/dashboard/settings/identities"
            #expect(try await ben.post(path, form).status == 404)
            #expect(try await server.rows("SELECT * FROM identity").count == 1)
            #expect(try await ann.post(path, form).status == 303)
            #expect(try await server.rows("SELECT * FROM identity").isEmpty)
            #expect(!(try await ann.get("/dashboard/settings").text.contains(issuer)))
            #expect(try await ann.post(path, form).status == 404)
        }
    }

    @Test func `what leaves asks for PKCE, state and nonce, and nothing of it is used twice`()
        async throws
    {
        try await knowing { server, desk in
            let person = Person(server)
            let first = try #require(try await person.get("/login/sso")["location"])
            let second = try #require(try await Person(server).get("/login/sso")["location"])
            for name in ["state", "nonce", "code_challenge"] {
                let values = [first, second].map { way in
                    URLComponents(string: way)?.queryItems?.first { $0.name == name }?.value
                }
                #expect(values[0]?.count == 43 && values[0] != values[1])
            }
            #expect(first.contains("method=S256"))
            let address = try await desk.visit(first)
            let path = String(address.dropFirst(server.address.count))
            // Another browser has no cookie of ours, and a changed state is another's.
            #expect(try await Person(server).get(path).status == 400)
            #expect(try await person.get(path + "x&state=other").status == 400)
            #expect(try await person.get(path).status == 303)
            // Who goes back in their browser is signed in already; the code is not asked for again.
            #expect(try await person.get(path)["location"] == "/dashboard")
            #expect(try await person.get("/dashboard").status == 200)
            _ = try await person.post("/logout")
            #expect(try await person.get(path).status == 502)
        }
    }

    @Test func `a token that is not the provider's own signs nobody in`() async throws {
        let past = Int64(TestDay.now.timeIntervalSince1970) - 1_000
        let lies: [JSONValue] = [
            ["key": "other"], ["key": "none"], ["nonce": "other"], ["aud": "another-client"],
            ["aud": []], ["aud": ["shop", "other"]], ["aud": ["shop", "other"], "azp": "other"],
            ["iss": "https://other.example"], ["exp": .int(past)],
            ["iat": .int(past + 5_000)], ["nbf": .int(past + 5_000)], ["sub": ""], ["sub": 5],
        ]
        try await knowing { server, desk in
            for lie in lies {
                try await desk.lie(lie)
                let person = Person(server)
                let answer = try await signOn(person, desk)
                #expect(answer.status == 502, "\(lie.text())")
                #expect(!person.isSignedIn && answer.text.contains("does not answer as it should"))
            }
            #expect(try await server.rows("SELECT * FROM login").isEmpty)
            try await desk.lie([:])
            #expect(try await signOn(Person(server), desk).status == 303)
        }
    }

    @Test func `an address joins an account only when both sides know it is theirs`() async throws {
        try await knowing(["AIGENERATE_OIDC_TRUST_EMAIL": "off"]) { server, desk in
            let unsure = try await signOn(Person(server), desk)
            #expect(unsure.status == 403 && unsure.text.contains("confirmed as yours"))
            try await desk.lie(["email_verified": true])
            // A stranger was here first, with a password of their own.
            let stranger = Person(server)
            let form = ["email": IdentityDesk.email, "password": Person.password]
            _ = try await stranger.post("/signup", form)
            let taken = try await signOn(Person(server), desk)
            #expect(taken.status == 403 && taken.text.contains("never confirmed it"))
            // Ann has the letters: with a new password the account becomes hers.
            let ann = Person(server)
            _ = try await ann.post("/reset", ["email": IdentityDesk.email])
            let own = ["t": try await ann.letter("/reset"), "password": "her own long one"]
            #expect(try await ann.post("/reset", own).status == 303)
            #expect(try await signOn(ann, desk).status == 303)
            #expect(try await ann.get("/dashboard/settings").text.contains(IdentityDesk.email))
            #expect(try await server.rows("SELECT * FROM login").count == 1)
            // From now on the identity counts, not its address.
            try await desk.lie(["email": "new@example.com", "email_verified": false])
            #expect(try await signOn(Person(server), desk).status == 303)
            #expect(try await server.rows("SELECT * FROM login").count == 1)
        }
    }

    @Test func `an account of the command line is its owner's, by either way in`() async throws {
        try await knowing { server, desk in
            let made = try await server.newCustomer("ann", usd: "3")
            let ann = Person(server)
            #expect(try await signOn(ann, desk).status == 303)
            let page = try await ann.get("/dashboard").text
            #expect(page.contains("$3.0000"), "the operator's credit, and no gift besides")
            let opened = try await server.rows("SELECT account_id FROM login")
            #expect(opened.first?["account_id"]?.intValue == Int64(made.account))
            _ = try await server.newCustomer("ben", usd: "2")
            let ben = Person(server)
            _ = try await ben.post("/reset", ["email": "ben@example.com"])
            let letter = try await ben.letter("/reset")
            let set = ["t": letter, "password": Person.password]
            #expect(try await ben.post("/reset", set).status == 303)
            #expect(try await ben.get("/dashboard").text.contains("$2.0000"))
        }
    }

    @Test func `a second step is asked for here too, and a suspended account stays out`()
        async throws
    {
        try await knowing { server, desk in
            let ann = Person(server)
            _ = try await signOn(ann, desk)
            let path = "/dashboard/settings/second-step"
            _ = try await ann.post(path, ["do": "begin"])
            let shown = try await ann.get(path).text
            let text = try #require(shown.firstMatch(of: /data-copy="([A-Z2-7]{32})"/)).1
            let app = try #require(TOTP(text: String(text)))
            let step = Int64(TestDay.now.timeIntervalSince1970) / TOTP.period
            _ = try await ann.post(path, ["do": "start", "code": app.code(step: step - 1)])
            let asked = Person(server)
            let page = try await signOn(asked, desk)
            #expect(page.text.contains("One more step") && !asked.isSignedIn)
            let account = try await server.rows("SELECT account_id AS n FROM login")
            let id = try #require(account.first?["n"]?.intValue)
            let root = try await Person.administrator(of: server)
            #expect(try await root.post("/admin/users/\(id)/suspend").status == 303)
            let out = try await signOn(Person(server), desk)
            #expect(out.status == 403 && out.text.contains("suspended"))
        }
    }

    @Test func `another site's page signs nobody in unasked`() async throws {
        try await knowing { server, _ in
            let sent = try await Call.send(
                "GET",
                server.address + "/login/sso",
                headers: [("Sec-Fetch-Site", "cross-site")]
            )
            #expect(sent.status == 200 && sent["location"] == nil)
            #expect(sent.text.contains("Continue with Canaille"))
        }
    }

    @Test func `a no of the provider, or its silence, is said as such`() async throws {
        try await knowing { server, _ in
            let person = Person(server)
            let way = try #require(try await person.get("/login/sso")["location"])
            let state = try #require(
                URLComponents(string: way)?.queryItems?.first { $0.name == "state" }?.value
            )
            let no = try await person.get("/login/sso/return?error=access_denied&state=\(state)")
            #expect(no.status == 403 && no.text.contains("said no (access_denied)"))
        }
        let away = [
            "AIGENERATE_OIDC_ISSUER": "http://127.0.0.1:9", "AIGENERATE_OIDC_CLIENT_ID": "shop",
        ]
        try await ServerProcess.run(away) { server in
            let page = try await Person(server).get("/login/sso")
            #expect(page.status == 502 && page.text.contains("does not answer as it should"))
            let form = try await Person(server).get("/login")
            #expect(form.status == 200)
        }
        try await ServerProcess.run { server in
            let way = try await Person(server).get("/login/sso")
            let page = try await Person(server).get("/login")
            #expect(way.status == 404 && !page.text.contains("sso"))
        }
    }
}
