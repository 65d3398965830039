import Domain
import Foundation
import TestKit
import Testing

/// Set-up, sign-up, log-in, a forgotten password, and what others may not do with them.
@Suite struct SigningIn {
    @Test
    func `behind TLS the cookie is bound to the host, and browsers are told to stay encrypted`()
        async throws
    {
        let settings = ["AIGENERATE_PUBLIC_URL": "https://shop.example"]
        try await ServerProcess.run(settings) { server in
            let link = try await eventually("the greeting shows the link") {
                server.greeting.firstMatch(of: /https:\S+\/setup\?t=(\S+)/).map { String($0.1) }
            }
            let form = "t=\(link)&email=root%40example.com&password=correct%20horse%20battery"
            let answer = try await Call.send(
                "POST",
                server.address + "/setup",
                headers: [("Content-Type", "application/x-www-form-urlencoded")],
                body: Array(form.utf8)
            )
            let cookie = try #require(answer["set-cookie"])
            #expect(cookie.hasPrefix("__Host-aig_session="))
            for part in ["Path=/", "HttpOnly", "SameSite=Lax", "Secure"] {
                #expect(cookie.contains("; " + part), "\(cookie)")
            }
            let theme = try await Call.send(
                "POST",
                server.address + "/theme",
                headers: [("Content-Type", "application/x-www-form-urlencoded")],
                body: Array("theme=dark&back=/".utf8)
            )
            let chosen = try #require(theme["set-cookie"])
            #expect(chosen.hasPrefix("__Host-theme=dark; ") && chosen.contains("; Secure"))
            let dark = try await Call.send(
                "GET",
                server.address + "/login",
                headers: [("Cookie", "__Host-theme=dark")]
            )
            #expect(dark.text.contains("data-theme=\"dark\""))
            for path in ["/login", "/healthz", "/api/v1/models", "/nothing"] {
                let page = try await Call.send("GET", server.address + path)
                #expect(page["strict-transport-security"] == "max-age=31536000", "\(path)")
            }
        }
        try await ServerProcess.run { server in
            let page = try await Call.send("GET", server.address + "/login")
            #expect(page["strict-transport-security"] == nil)
        }
    }

    @Test func `the first start's link makes one administrator, once`() async throws {
        try await ServerProcess.run { server in
            let link = try #require(server.greeting.firstMatch(of: /\/setup\?t=(\S+)/)).1
            let person = Person(server)
            #expect(try await person.get("/setup?t=wrong").status == 404)
            let short = try await person.post(
                "/setup",
                ["t": String(link), "email": "root@example.com", "password": "short"]
            )
            #expect(short.status == 422)
            #expect(short.text.contains("Use at least 10 characters."))
            #expect(short.text.contains("value=\"root@example.com\""))
            let first = try await Person.administrator(of: server)
            let page = try await first.get("/dashboard")
            #expect(page.status == 200)
            #expect(page.text.contains("1428.57 credits") && page.text.contains("root@example.com"))
            let again = try await person.post(
                "/setup",
                ["t": String(link), "email": "b@example.com", "password": Person.password]
            )
            #expect(again.status == 404)
            try await server.terminate()
            try await server.start()
            #expect(!server.greeting.contains("/setup?t="))
            #expect(!server.greeting.contains("sk-aig-"))
        }
    }

    @Test func `an address that is confirmed unlocks the credit, once`() async throws {
        try await ServerProcess.run { server in
            let person = Person(server)
            let sent = try await signUp(person, "Ann@Example.com ")
            #expect(sent.status == 200 && sent.text.contains("ann@example.com"))
            #expect(!person.isSignedIn)
            let token = try await person.letter("/verify")
            // A mail program that looks at the link uses nothing up.
            #expect(try await person.get("/verify?t=\(token)").text.contains(">Confirm</button>"))
            let confirmed = try await person.post("/verify", ["t": token])
            #expect(confirmed.status == 303 && confirmed["location"] == "/dashboard")
            let page = try await person.get("/dashboard")
            #expect(page.text.contains("1428.57 credits"))
            #expect(try await person.post("/verify", ["t": token]).status == 404)
            // A new password confirms the address too, and gives nothing twice.
            _ = try await person.post("/reset", ["email": "ann@example.com"])
            let reset = try await person.letter("/reset")
            let set = try await person.post(
                "/reset",
                ["t": reset, "password": "another long one"]
            )
            #expect(set.status == 303)
            #expect(try await person.get("/dashboard").text.contains("1428.57 credits"))
            #expect(try await logIn(Person(server), "ann@example.com").status == 422)
            let back = try await logIn(Person(server), "ann@example.com", "another long one")
            #expect(back.status == 303)
        }
    }

    @Test func `who did not sign up cannot confirm a stranger's account by pressing the button`()
        async throws
    {
        try await ServerProcess.run { server in
            let stranger = Person(server)
            _ = try await signUp(stranger, "ann@example.com")
            let link = try await stranger.letter("/verify")
            // Ann reads the letter, in a browser of her own.
            let ann = Person(server)
            let page = try await ann.get("/verify?t=\(link)").text
            #expect(page.contains("name=\"password\"") && page.contains("Choose a new password"))
            for password in ["", "a guess of hers"] {
                let no = try await ann.post("/verify", ["t": link, "password": password])
                #expect(no.status == 422 && !ann.isSignedIn)
            }
            // A new password throws the stranger out.
            #expect(try await logIn(stranger, "ann@example.com").status == 303)
            _ = try await ann.post("/reset", ["email": "ann@example.com"])
            let reset = ["t": try await ann.letter("/reset"), "password": "her own long one"]
            #expect(try await ann.post("/reset", reset).status == 303)
            #expect(try await ann.get("/dashboard").text.contains("1428.57 credits"))
            #expect(try await stranger.get("/dashboard").status == 303)
            #expect(try await logIn(Person(server), "ann@example.com").status == 422)
        }
    }

    @Test func `nothing that a stranger made of an address stays with its owner`() async throws {
        try await ServerProcess.run { server in
            let stranger = Person(server)
            _ = try await signUp(stranger, "ann@example.com")
            let link = try await stranger.letter("/verify")
            #expect(try await logIn(stranger, "ann@example.com").status == 303)
            let made = try await stranger.post(
                "/dashboard/keys",
                Person.scopes.merging(["name": "mine"]) { $1 }
            )
            let key = String(try #require(made.text.firstMatch(of: /sk-aig-[0-9A-Za-z]{44}/)).0)
            let hook = ["url": "http://127.0.0.1:9/mine", "success": "on", "failure": "on"]
            #expect(try await stranger.post("/dashboard/webhooks", hook).status == 303)
            let path = "/dashboard/settings/second-step"
            let begun = try await stranger.post(path, ["do": "begin"]).status
            let shown = try await stranger.get(path).text
            let text = try #require(shown.firstMatch(of: /data-copy="([A-Z2-7]{32})"/), "\(begun)")
                .1
            let app = try #require(TOTP(text: String(text)))
            let step = Int64(TestDay.now.timeIntervalSince1970) / TOTP.period
            _ = try await stranger.post(path, ["do": "start", "code": app.code(step: step - 1)])
            let ann = Person(server)
            _ = try await ann.post("/reset", ["email": "ann@example.com"])
            let reset = ["t": try await ann.letter("/reset"), "password": "her own long one"]
            #expect(try await ann.post("/reset", reset)["location"] == "/dashboard")
            let call = try await Call.send(
                "GET",
                server.address + "/api/v1/chat/credit",
                headers: [("Authorization", "Bearer " + key)]
            )
            #expect(call.status == 401)
            #expect(try await server.rows("SELECT id FROM endpoint").isEmpty)
            #expect(try await stranger.get("/dashboard").status == 303)
            #expect(try await stranger.post("/verify", ["t": link]).status == 404)
            #expect(try await ann.get(path).text.contains("Set it up"))
            #expect(try await ann.get("/dashboard").text.contains("1428.57 credits"))
        }
    }

    @Test func `who signed up may confirm elsewhere with the password`() async throws {
        try await ServerProcess.run { server in
            let person = Person(server)
            _ = try await signUp(person, "bob@example.com")
            let form = ["t": try await person.letter("/verify"), "password": Person.password]
            let telephone = Person(server)
            #expect(try await telephone.post("/verify", form).status == 303)
            #expect(try await telephone.get("/dashboard").text.contains("1428.57 credits"))
        }
    }

    @Test func `a browser has one session, and signing in again ends the one before`() async throws
    {
        try await ServerProcess.run { server in
            let person = try await Person.administrator(of: server)
            for _ in 1...3 {
                #expect(try await logIn(person, "root@example.com").status == 303)
            }
            let sessions = try await server.rows("SELECT COUNT(*) AS n FROM session")
            #expect(sessions.first?["n"] == 1)
            let out = try await person.post("/logout")
            #expect(out["clear-site-data"] == "\"cache\", \"storage\"")
            #expect(server.log.contains("logged out") && server.log.contains("logged in"))
            #expect(try await logIn(person, "root@example.com", "wrong long one").status == 422)
            #expect(server.log.contains("log-in refused"))
            #expect(!server.log.contains("root@example.com"))
        }
    }

    @Test func `who is not confirmed has no credit and is told so`() async throws {
        try await ServerProcess.run { server in
            let person = Person(server)
            _ = try await signUp(person, "bob@example.com")
            #expect(try await logIn(person, "bob@example.com").status == 303)
            let page = try await person.get("/dashboard")
            #expect(page.text.contains("not confirmed yet") && page.text.contains("0.00 credits"))
        }
    }

    @Test func `nobody learns who has an account`() async throws {
        try await ServerProcess.run { server in
            let person = Person(server)
            let first = try await signUp(person, "ann@example.com")
            let second = try await signUp(Person(server), "ann@example.com", "quite another one")
            #expect(first.text == second.text)
            #expect(try await logIn(person, "ann@example.com").status == 303)
            let wrong = try await logIn(Person(server), "ann@example.com", "not the password")
            let unknown = try await logIn(Person(server), "eve@example.com", "not the password")
            #expect(wrong.status == 422 && unknown.status == 422)
            let texts = [wrong, unknown].map {
                $0.text.replacing("ann@example.com", with: "").replacing(
                    "eve@example.com",
                    with: ""
                )
            }
            #expect(texts[0] == texts[1])
            let known = try await Person(server).post("/reset", ["email": "ann@example.com"])
            let absent = try await Person(server).post("/reset", ["email": "eve@example.com"])
            #expect(known.status == 200 && absent.status == 200)
            #expect(
                known.text.replacing("ann@", with: "") == absent.text.replacing("eve@", with: "")
            )
        }
    }

    @Test func `guesses are slowed, and the owner elsewhere is not`() async throws {
        try await ServerProcess.run(["AIGENERATE_TRUSTED_PROXIES": "127.0.0.0/8"]) { server in
            let person = Person(server)
            _ = try await signUp(person, "ann@example.com")
            var statuses: [Int] = []
            // Ten in a quarter of an hour, and the next one may begin meanwhile.
            while statuses.last != 429, statuses.count < 21 {
                statuses.append(
                    try await logIn(Person(server), "ann@example.com", "guess after guess").status
                )
            }
            #expect(statuses.last == 429 && statuses.count > 10)
            #expect(statuses.dropLast().allSatisfy { $0 == 422 })
            let elsewhere = try await Call.send(
                "POST",
                server.address + "/login",
                headers: [
                    ("X-Forwarded-For", "203.0.113.9"), ("Sec-Fetch-Site", "same-origin"),
                ],
                body: Array("email=ann%40example.com&password=correct+horse+battery".utf8)
            )
            #expect(elsewhere.status == 303)
        }
    }

    @Test func `behind two proxies it is the visitor who counts, not what the visitor wrote`()
        async throws
    {
        let proxies = ["AIGENERATE_TRUSTED_PROXIES": "127.0.0.0/8,10.0.0.0/8"]
        try await ServerProcess.run(proxies) { server in
            let person = try await Person.administrator(of: server)
            let address = server.address + "/login"
            let body = Array("email=root%40example.com&password=correct+horse+battery".utf8)
            for forwarded in ["6.6.6.6, 203.0.113.9, 10.0.0.5", "10.0.0.7, 10.0.0.5"] {
                let answer = try await Call.send(
                    "POST",
                    address,
                    headers: [
                        ("X-Forwarded-For", forwarded), ("Sec-Fetch-Site", "same-origin"),
                    ],
                    body: body
                )
                #expect(answer.status == 303)
            }
            let page = try await person.get("/dashboard/settings").text
            #expect(page.contains("<td>203.0.113.9</td>") && page.contains("<td>10.0.0.7</td>"))
            #expect(!page.contains("6.6.6.6") && !page.contains("10.0.0.5"))
        }
    }

    @Test func `a form of another site does nothing`() async throws {
        try await ServerProcess.run { server in
            let person = try await Person.administrator(of: server)
            for (path, form) in [
                ("/logout", [:]), ("/dashboard/keys", ["name": "x"]),
                ("/dashboard/settings/sessions", [:]),
            ] {
                let answer = try await person.post(path, form, from: "cross-site")
                #expect(answer.status == 403, "\(path)")
            }
            #expect(try await person.get("/dashboard").status == 200)
        }
    }

    @Test func `sessions are listed and ended, and a new password ends the others`() async throws {
        try await ServerProcess.run { server in
            let person = try await Person.administrator(of: server)
            let other = Person(server)
            let third = Person(server)
            _ = try await logIn(other, "root@example.com")
            _ = try await logIn(third, "root@example.com")
            let page = try await person.get("/dashboard/settings")
            let ids = page.text.matches(of: /name="session" value="(ses_[^"]+)"/).map {
                String($0.1)
            }
            #expect(ids.count == 2)
            let ended = try await person.post(
                "/dashboard/settings/sessions",
                ["session": ids[0]]
            )
            #expect(ended.status == 303)
            let left = [
                try await other.get("/dashboard").status, try await third.get("/dashboard").status,
            ]
            #expect(left.sorted() == [200, 303])
            let wrong = try await person.post(
                "/dashboard/settings/password",
                ["current": "wrong", "password": "yet another one"]
            )
            #expect(wrong.status == 422 && wrong.text.contains("This is not your password."))
            let changed = try await person.post(
                "/dashboard/settings/password",
                ["current": Person.password, "password": "yet another one"]
            )
            #expect(changed.status == 303)
            #expect(try await person.get("/dashboard").status == 200)
            #expect(try await other.get("/dashboard").status == 303)
            #expect(try await third.get("/dashboard").status == 303)
            _ = try await person.post("/logout")
            #expect(!person.isSignedIn)
            let gone = try await person.get("/dashboard/tasks?state=fail")
            #expect(gone["location"] == "/login?back=%2Fdashboard%2Ftasks%3Fstate%3Dfail")
        }
    }

    @Test func `a cookie is kept from scripts, and from other sites' pages`() async throws {
        try await ServerProcess.run { server in
            let link = try #require(server.greeting.firstMatch(of: /\/setup\?t=(\S+)/)).1
            let answer = try await Person(server).post(
                "/setup",
                ["t": String(link), "email": "root@example.com", "password": Person.password]
            )
            let cookie = try #require(answer["set-cookie"])
            #expect(cookie.hasPrefix("aig_session=") && cookie.contains("; HttpOnly"))
            #expect(cookie.contains("; SameSite=Lax") && cookie.contains("; Path=/"))
            let secrets = try await server.rows("SELECT hex(hash) AS hash FROM session")
            let token = cookie.dropFirst("aig_session=".count).prefix(43)
            #expect(secrets.count == 1)
            #expect(!"\(secrets)".contains(token))
            #expect(!server.log.contains(Person.password))
        }
    }

    private func signUp(
        _ person: Person,
        _ email: String,
        _ password: String = Person.password
    ) async throws -> Answer {
        try await person.post("/signup", ["email": email, "password": password])
    }

    private func logIn(
        _ person: Person,
        _ email: String,
        _ password: String = Person.password
    ) async throws -> Answer {
        try await person.post("/login", ["email": email, "password": password])
    }
}
