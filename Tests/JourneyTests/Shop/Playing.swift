import Domain
import Foundation
import TestKit
import Testing

/// Comparing models on the playground, and who pays for it.
@Suite struct Playing {
    private static let medium = "openai-gpt-image-1-5-text-to-image-medium"
    private static let high = "openai-gpt-image-1-5-text-to-image-high"

    @Test(arguments: ["9223372036854775807", "-9223372036854775808", "99999999999999999999", "0"])
    func `a number that is no number of pictures is refused, and not reckoned with`(
        count: String
    )
        async throws
    {
        try await ServerProcess.run { server in
            let visitor = Person(server)
            let form = [
                ("prompt", "a fox"), ("n", count), ("seed", count), ("token", Self.token()),
                ("variant", "sandbox-instant"), ("variant", "sandbox-slow"),
            ]
            let price = try await visitor.submit("/playground/estimate", form)
            #expect(price.status < 500)
            #expect(try await visitor.submit("/playground", form).status == 422)
            let page = "/models/sandbox/sandbox-instant?n=\(count)&images=\(count)"
            #expect(try await visitor.get(page).status == 200)
            #expect(server.isRunning)
        }
    }

    /// Fills in the form, sends it, and returns the run's path.
    private func play(
        _ person: Person,
        _ prompt: String = "a fox",
        _ variants: [String],
        more: [(String, String)] = [],
        picture: [UInt8]? = nil
    ) async throws -> String {
        let form = [("prompt", prompt), ("n", "1"), ("token", Self.token())]
        let answer = try await person.submit(
            "/playground",
            form + variants.map { ("variant", $0) } + more,
            file: picture.map { ("image", "fox.png", $0) }
        )
        guard answer.status == 303, let place = answer["location"] else {
            throw Person.Refused(answer: answer.text)
        }
        return String(place.split(separator: "#")[0])
    }

    private static func token() -> String {
        String(UUID().uuidString.replacing("-", with: "").prefix(22))
    }

    /// The run's twin, once nothing of it runs.
    private func ended(_ run: String, _ person: Person) async throws -> [JSONValue] {
        try await eventually("\(run) has ended") {
            let twin = try await person.get(run + ".json").json
            return twin["isLive"] == false ? twin["cells"]?.arrayValue : nil
        }
    }

    private func states(_ cells: [JSONValue]) -> [String] {
        cells.map { $0["state"]?.stringValue ?? "?" }
    }

    @Test func `a run of three is the house's treat, and the balance stays as it was`()
        async throws
    {
        try await OpenAISimulator.run { openAI in
            try await ServerProcess.run(openAI.settings) { server in
                let customer = try server.customer()
                let person = try await Person.administrator(of: server)
                let before = try await customer.balance().available
                let variants = [Self.medium, Self.high, "sandbox-instant"]
                let run = try await play(person, "a fox", variants)
                let cells = try await ended(run, person)
                #expect(states(cells) == ["Done", "Done", "Done"])
                #expect(cells.map { $0["letter"] } == ["A", "B", "C"])
                #expect(cells[0]["listUSD"] == "0.0280")
                let after = try await customer.balance()
                #expect(after.available == before && after.spent == .zero && after.held == .zero)
                let page = try await person.get("/playground")
                #expect(page.text.contains("$0.3180 of $0.5000 left"))
                let task = try #require(cells[0]["task"]?.stringValue)
                let record = try await customer.record(
                    String(task.split(separator: "/").last ?? "")
                )
                #expect(record["payer"] == "playground" && record["creditsConsumed"] == 0)
                #expect(record["listPrice"] == 4)
                #expect(openAI.purchases == 2)
            }
        }
    }

    @Test func `beyond the allowance a cell says its price, and is paid by one press`()
        async throws
    {
        try await OpenAISimulator.run { openAI in
            var settings = openAI.settings
            settings["AIGENERATE_PLAYGROUND_ACCOUNT_USD"] = "0.03"
            try await ServerProcess.run(settings) { server in
                let customer = try server.customer()
                let person = try await Person.administrator(of: server)
                let run = try await play(person, "a fox", [Self.medium, Self.high, Self.medium])
                // The same variant twice is one cell.
                let cells = try await ended(run, person)
                #expect(states(cells) == ["Done", "Not run"])
                #expect(cells[1]["message"]?.stringValue?.contains("free allowance") == true)
                let page = try await person.get(run)
                #expect(page.text.contains("Run · 22.00 credits, $0.1540"))
                #expect(try await customer.balance().spent == .zero)
                let place = try #require(cells[1]["paidPlace"]?.stringValue)
                #expect(place == "B0=154000")
                // Less than its price is no consent.
                _ = try await person.post(run + "/retry", ["cells": "B0=153999"])
                #expect(try await customer.balance().spent == .zero)
                for _ in 0..<3 { _ = try await person.post(run + "/retry", ["cells": place]) }
                #expect(states(try await ended(run, person)) == ["Done", "Done"])
                #expect(try await customer.balance().spent == MicroUSD(154_000))
                #expect(openAI.purchases == 2)
                #expect(try await person.get(run).text.contains("22.00 cr"))
            }
        }
    }

    @Test func `a visitor plays with the Sandbox, without a cookie`() async throws {
        try await OpenAISimulator.run { openAI in
            try await ServerProcess.run(openAI.settings) { server in
                let visitor = Person(server)
                let page = try await visitor.get("/playground")
                #expect(page["set-cookie"] == nil)
                #expect(page.text.contains("You may try the Sandbox."))
                let run = try await play(visitor, "a fox", ["sandbox-instant", Self.medium])
                let cells = try await ended(run, visitor)
                #expect(states(cells) == ["Done", "Not run"])
                #expect(cells[1]["message"]?.stringValue?.contains("Sign up") == true)
                #expect(openAI.purchases == 0)
                // Money that a visitor does not have buys nothing.
                _ = try await visitor.post(run + "/retry", ["cells": "B0=9000000"])
                #expect(openAI.purchases == 0)
                #expect(try await visitor.get(cells[0]["code"]?.stringValue ?? "").status == 200)
            }
        }
    }

    @Test func `a visitor's pictures and runs are limited, and a price keeps no picture`()
        async throws
    {
        try await ServerProcess.run { server in
            let visitor = Person(server)
            let fox = TestPicture.make(.png, width: 64, height: 64).bytes
            let form = [("prompt", "a fox"), ("n", "1"), ("variant", "sandbox-instant")]
            let file = (field: "image", name: "fox.png", bytes: fox)
            for path in ["/playground/estimate", "/models/sandbox/sandbox-instant/example"] {
                #expect(try await visitor.submit(path, form, file: file).status == 200)
            }
            #expect(try await server.rows("SELECT id FROM upload").isEmpty)
            // Ten in a quarter of an hour, and the next one may begin meanwhile.
            var kept = 0
            var more = try await visitor.submit("/playground", form, file: file)
            while more.status == 303, kept < 20 {
                kept += 1
                more = try await visitor.submit("/playground", form, file: file)
            }
            #expect(kept >= 10)
            #expect(more.status == 422 && more.text.contains("Too many tries"))
            let large = (
                field: "image", name: "a.png", bytes: [UInt8](repeating: 0, count: 11_000_000)
            )
            #expect(try await visitor.submit("/playground", form, file: large).status == 413)
            while try await visitor.submit("/playground", form).status == 303 {}
            let after = try await server.rows("SELECT id FROM run").count
            #expect(try await visitor.submit("/playground", form).status == 429)
            #expect(try await server.rows("SELECT id FROM run").count == after)
        }
    }

    @Test func `a form that is sent twice is one run`() async throws {
        try await ServerProcess.run { server in
            let person = try await Person.administrator(of: server)
            let form = [
                ("prompt", "a fox"), ("n", "1"), ("token", Self.token()),
                ("variant", "sandbox-instant"),
            ]
            let answers = [
                try await person.submit("/playground", form),
                try await person.submit("/playground", form),
            ]
            #expect(answers[0]["location"] == answers[1]["location"])
            #expect(try await server.rows("SELECT id FROM task").count == 1)
            // Another one's token is nobody's.
            #expect(try await Person(server).submit("/playground", form).status == 404)
        }
    }

    @Test func `a wrong form keeps what was typed and says what is wrong beside it`()
        async throws
    {
        try await ServerProcess.run { server in
            let person = try await Person.administrator(of: server)
            let wrong: [(field: String, value: String, text: String)] = [
                ("prompt", " ", "Say what to draw."), ("size", "big", "width x height"),
                ("n", "5", "from 1 to 4"), ("seed", "-1", "2147483647"),
            ]
            for (field, value, text) in wrong {
                let form = [("prompt", "a fox"), ("n", "1"), ("variant", "sandbox-instant")]
                let changed = form.filter { $0.0 != field } + [(field, value)]
                let answer = try await person.submit("/playground", changed)
                #expect(answer.status == 422, "\(field)")
                #expect(answer.text.contains(text), "\(field)")
                #expect(answer.text.contains("value=\"sandbox-instant\" checked"), "\(field)")
            }
            let none = try await person.submit("/playground", [("prompt", "a fox"), ("n", "1")])
            #expect(none.text.contains("Choose 1 to 6 variants.") && none.text.contains("a fox"))
            let file = try await person.submit(
                "/playground",
                [("prompt", "a fox"), ("n", "1"), ("variant", "sandbox-instant")],
                file: ("image", "a.svg", Array("<svg/>".utf8))
            )
            #expect(file.status == 422 && file.text.contains("PNG, JPEG or WebP"))
            #expect(try await server.rows("SELECT id FROM task").isEmpty)
        }
    }

    @Test func `a blind run tells no names until a cell is chosen`() async throws {
        try await ServerProcess.run { server in
            let person = try await Person.administrator(of: server)
            let variants = ["sandbox-instant", "sandbox-flaky"]
            let run = try await play(
                person,
                "a fox",
                variants,
                more: [("blind", "on"), ("seed", "4")]
            )
            _ = try await ended(run, person)
            let twin = try await person.get(run + ".json").text
            let page = try await person.get(run).text
            let cells = try #require(page.firstMatch(of: /class="cells"(?s:.*)/)).0
            for secret in variants + ["from 0", " s · "] {
                #expect(!twin.contains(secret), "\(secret)")
                #expect(!cells.contains(secret), "\(secret)")
            }
            _ = try await person.post(run + "/vote", ["cell": "Z"])
            #expect(try await person.get(run + ".json").json["vote"] == .null)
            _ = try await person.post(run + "/vote", ["cell": "A"])
            let shown = try await person.get(run + ".json")
            #expect(shown.json["vote"] == "A")
            for variant in variants { #expect(shown.text.contains(variant)) }
        }
    }

    @Test func `a run is its owner's until it is shared, and then only to be looked at`()
        async throws
    {
        try await ServerProcess.run { server in
            let owner = try await Person.administrator(of: server)
            let run = try await play(owner, "a secret fox", ["sandbox-instant", "sandbox-flaky"])
            _ = try await ended(run, owner)
            let other = Person(server)
            let absent = try await other.get("/playground/runs/AAAAAAAAAAAAAAAAAAAAAA")
            for path in [run, run + ".json", run + "/events"] {
                let answer = try await other.get(path)
                #expect(answer.status == 404 && answer.body == absent.body, "\(path)")
            }
            #expect(try await owner.post(run + "/share", ["share": "yes"]).status == 303)
            let shown = try await other.get(run)
            #expect(shown.status == 200 && shown.text.contains("a secret fox"))
            #expect(!shown.text.contains("Retry") && !shown.text.contains("is best"))
            #expect(!shown.text.contains("/dashboard/tasks/"))
            for (action, form) in [
                ("vote", ["cell": "A"]), ("retry", ["cells": "A1"]), ("share", ["share": "no"]),
            ] {
                #expect(try await other.post("\(run)/\(action)", form).status == 404, "\(action)")
            }
            #expect(try await owner.post(run + "/share", ["share": "no"]).status == 303)
            #expect(try await other.get(run).status == 404)
        }
    }

    @Test func `one cell is drawn again, once for each press that was meant`() async throws {
        try await ServerProcess.run { server in
            let person = try await Person.administrator(of: server)
            let run = try await play(person, "a fox !refuse", ["sandbox-instant", "sandbox-slow"])
            let cells = try await ended(run, person)
            #expect(states(cells) == ["Refused", "Refused"])
            #expect(try await person.get(run).text.contains("not charged"))
            for _ in 0..<3 { _ = try await person.post(run + "/retry", ["cells": "A1"]) }
            _ = try await ended(run, person)
            #expect(try await server.rows("SELECT id FROM task").count == 3)
        }
    }

    @Test func `events bring each cell as it changes, and end`() async throws {
        try await ServerProcess.run { server in
            let person = try await Person.administrator(of: server)
            let run = try await play(person, "a fox !slow 1", ["sandbox-instant", "sandbox-flaky"])
            let stream = try await person.get(run + "/events").text
            let ids = stream.matches(of: /"id":"(cell-[A-F])"/).map { String($0.1) }
            #expect(Set(ids) == ["cell-A", "cell-B"])
            #expect(stream.contains("<progress") && stream.contains("<img"))
            #expect(stream.contains("\"say\":\"A: Done\""))
            #expect(stream.hasSuffix("event: end\ndata: {}\n\n"))
        }
    }

    @Test func `a reference picture reaches every cell that takes one`() async throws {
        try await OpenAISimulator.run { openAI in
            try await ServerProcess.run(openAI.settings) { server in
                let person = try await Person.administrator(of: server)
                let fox = TestPicture.make(.png, width: 64, height: 64)
                let edit = "openai-gpt-image-1-5-image-to-image-medium"
                let run = try await play(
                    person,
                    "as a watercolour",
                    [edit, "sandbox-instant", Self.medium],
                    picture: fox.bytes
                )
                let cells = try await ended(run, person)
                #expect(states(cells) == ["Done", "Done", "Not run"])
                #expect(cells[2]["message"]?.stringValue?.contains("no reference picture") == true)
                #expect(openAI.requests.last?.files.first?.bytes == fox.bytes)
                let again = try await person.get("/playground?from=\(run.split(separator: "/")[2])")
                #expect(again.text.contains("name=\"picture\" value=\"file_"))
                #expect(again.text.contains("as a watercolour"))
            }
        }
    }
}
