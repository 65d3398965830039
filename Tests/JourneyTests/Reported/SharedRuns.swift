import Domain
import TestKit
import Testing

extension ReportedByUsers {
    /// Runs of visitors, who have nothing but a link and a browser.
    @Suite struct SharedRuns {
        @Test func `somebody with a visitor's link votes in the run and orders its cells again`()
            async throws
        {
            try await ServerProcess.run { server in
                let maker = Person(server)
                let form = [
                    ("prompt", "a fox"), ("n", "1"), ("variant", "sandbox-instant"),
                    ("variant", "sandbox-flaky"), ("seed", "4"),
                ]
                let answer = try await maker.submit("/playground", form)
                let run = String(try #require(answer["location"]).split(separator: "#")[0])
                let cookie = try #require(answer["set-cookie"])
                #expect(cookie.contains("Path=\(run);") && cookie.contains("HttpOnly"))
                _ = try await eventually("the run has ended") {
                    try await maker.get(run + ".json").json["isLive"] == false ? true : nil
                }
                let tasks = try await server.rows("SELECT id FROM task").count
                // Other visitors, one of them with a run of their own: its proof opens no other.
                let owner = Person(server)
                _ = try await owner.submit("/playground", form)
                let after = try await server.rows("SELECT id FROM task").count
                #expect(after == tasks + 2)
                for guest in [Person(server), owner] {
                    let shown = try await guest.get(run)
                    #expect(shown.status == 200 && shown.text.contains("a fox"))
                    #expect(!shown.text.contains("Retry") && !shown.text.contains("is best"))
                    for (action, body) in [
                        ("vote", ["cell": "A"]), ("retry", ["cells": "A1,B1"]),
                        ("share", ["share": "no"]),
                    ] {
                        let refused = try await guest.post("\(run)/\(action)", body)
                        #expect(refused.status == 404, "\(action)")
                    }
                }
                #expect(try await maker.get(run + ".json").json["vote"] == .null)
                #expect(try await server.rows("SELECT id FROM task").count == after)
                #expect(try await maker.get(run).text.contains("Retry"))
                #expect(try await maker.post(run + "/vote", ["cell": "A"]).status == 303)
                #expect(try await maker.get(run + ".json").json["vote"] == "A")
                #expect(try await maker.post(run + "/retry", ["cells": "A1"]).status == 303)
                #expect(try await server.rows("SELECT id FROM task").count == after + 1)
            }
        }
    }
}
