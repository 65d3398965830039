import Domain
import Foundation
import TestKit
import Testing

extension ReportedByUsers {
    /// What strangers try must not keep others out.
    @Suite struct LockingOut {
        private static let proxied = ["AIGENERATE_TRUSTED_PROXIES": "127.0.0.0/8"]
        private static let secondStep = "/dashboard/settings/second-step"

        private static func junk(
            _ count: Int,
            on email: String = "root%40example.com",
            from address: String
        ) -> String {
            let body = "email=\(email)&password=a+guess"
            let request =
                "POST /login HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: \(address)\r\n"
                + "Sec-Fetch-Site: same-origin\r\nContent-Length: \(body.utf8.count)\r\n"
            return String(repeating: request + "\r\n" + body, count: count - 1)
                + request + "Connection: close\r\n\r\n" + body
        }

        private func logIn(_ person: Person) async throws -> Answer {
            let form = ["email": "root@example.com", "password": Person.password]
            return try await person.post("/login", form)
        }

        @Test func `3,100 junk log-ins from one address lock nobody else out`() async throws {
            try await ServerProcess.run(Self.proxied) { server in
                _ = try await Person.administrator(of: server)
                let answers = try await RawConnection.exchange(
                    Self.junk(3_100, on: "nobody", from: "198.51.100.7"),
                    with: server
                )
                let refused = answers.components(separatedBy: "HTTP/1.1 429 ").count - 1
                #expect(refused >= 2_800)
                // Whoever wrote them has to wait, and is told how long.
                #expect(answers.contains("Retry-After: ") || answers.contains("retry-after: "))
                let owner = Person(server, from: "203.0.113.9")
                #expect(try await logIn(owner).status == 303)
                // A line a minute, and a quarter of an hour may have ended meanwhile.
                let lines = server.log.components(separatedBy: "\"throttled\"").count - 1
                #expect((1...4).contains(lines))
            }
        }

        @Test func `guesses from an office lock nobody out who is signed in there`() async throws {
            try await ServerProcess.run(Self.proxied) { server in
                _ = try await Person.administrator(of: server)
                let office = "198.51.100.8"
                #expect(try await logIn(Person(server, from: office)).status == 303)
                // Twice the limit for one account, and less than that of the network.
                _ = try await RawConnection.exchange(Self.junk(22, from: office), with: server)
                #expect(try await logIn(Person(server, from: office)).status == 303)
            }
        }

        @Test func `an address that is written as IPv6 is the same address`() async throws {
            try await ServerProcess.run(Self.proxied) { server in
                _ = try await Person.administrator(of: server)
                let forms = ["198.51.100.9", "::ffff:198.51.100.9", "[::ffff:c633:6409]:4711"]
                var answers = ""
                for _ in 1...8 {
                    for form in forms {
                        answers += try await RawConnection.exchange(
                            Self.junk(2, from: form),
                            with: server
                        )
                    }
                }
                // At most twice ten of 48, should a quarter of an hour end meanwhile.
                #expect(answers.components(separatedBy: "HTTP/1.1 422 ").count - 1 <= 20)
            }
        }

        @Test func `wrong codes from elsewhere do not keep an owner out at home`() async throws {
            try await ServerProcess.run(Self.proxied) { server in
                let owner = try await Person.administrator(of: server)
                let app = try await turnOn(owner)
                let thief = Person(server, from: "198.51.100.20")
                let page = try await logIn(thief)
                let ticket = try #require(page.text.firstMatch(of: /name="t" value="([^"]+)"/)).1
                var (counts, network) = ([Int](), 0)
                // Ten from each network, until a new one has none: three, or more when an hour ends.
                while counts.last != 0, network < 9 {
                    network += 1
                    counts.append(0)
                    let person = Person(server, from: "198.51.\(network).1")
                    let form = ["t": String(ticket), "code": "000000x"]
                    while try await person.post("/login/code", form).status == 422 {
                        counts[network - 1] += 1
                        try #require(counts[network - 1] <= 20)
                    }
                }
                #expect(counts.last == 0)
                #expect((30...60).contains(counts.reduce(0, +)))
                let home = Person(server)
                let asked = try await logIn(home).text
                let own = try #require(asked.firstMatch(of: /name="t" value="([^"]+)"/)).1
                let step = Int64(TestDay.now.timeIntervalSince1970) / TOTP.period
                let form = ["t": String(own), "code": app.code(step: step)]
                #expect(try await home.post("/login/code", form).status == 303)
            }
        }

        private func turnOn(_ person: Person) async throws -> TOTP {
            _ = try await person.post(Self.secondStep, ["do": "begin"])
            let page = try await person.get(Self.secondStep).text
            let text = try #require(page.firstMatch(of: /data-copy="([A-Z2-7]{32})"/)).1
            let app = try #require(TOTP(text: String(text)))
            let step = Int64(TestDay.now.timeIntervalSince1970) / TOTP.period - 1
            let form = ["do": "start", "code": app.code(step: step)]
            #expect(try await person.post(Self.secondStep, form).status == 200)
            return app
        }
    }
}
