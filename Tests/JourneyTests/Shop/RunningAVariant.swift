import Domain
import Foundation
import TestKit
import Testing

/// The form on a variant's page: as fields, as JSON, as code.
@Suite struct RunningAVariant {
    private static let path = "/models/sandbox/sandbox-instant"

    @Test(arguments: ["fields", "json"])
    func `either side of the form runs what is typed into it`(side: String) async throws {
        try await ServerProcess.run { server in
            let person = try await Person.administrator(of: server)
            let fields = [("prompt", "a fox"), ("size", "64x64"), ("n", "2"), ("seed", "5")]
            let json = "{\"prompt\":\"a hen\",\"size\":\"32x32\",\"background\":\"opaque\"}"
            let chosen = side == "json" ? [("side", "json")] : []
            let answer = try await person.submit(
                Self.path,
                fields + [("json", json), ("do", "run")] + chosen
            )
            #expect(answer.status == 303)
            let run = String(try #require(answer["location"]).split(separator: "#")[0])
            let inputs = try await server.rows("SELECT body FROM task")
            let body = try #require(inputs.first?["body"]?.stringValue)
            let sent = try JSONValue.parse(body)["input"]
            let expected: JSONValue =
                side == "json"
                ? try JSONValue.parse(json)
                : ["prompt": "a fox", "size": "64x64", "n": 2, "seed": 5]
            #expect(sent == expected)
            #expect(try await person.get(run).text.contains("Sandbox, instant"))
        }
    }

    @Test func `what is wrong stands beside its field, and nothing is lost or run`()
        async throws
    {
        try await ServerProcess.run { server in
            let person = try await Person.administrator(of: server)
            let wrong: [(fields: [(String, String)], note: String)] = [
                ([("prompt", "a fox"), ("n", "eleven")], "id=\"f-n-note\"><span class=\"error\">"),
                (
                    [("prompt", "a fox"), ("size", "big")],
                    "id=\"f-size-note\"><span class=\"error\">"
                ),
                ([("n", "2")], "id=\"f-prompt-note\"><span class=\"error\">"),
                (
                    [("side", "json"), ("json", "{\"prompt\":")],
                    "<span class=\"error\">This is not a JSON object"
                ),
                (
                    [("side", "json"), ("json", "{\"prompt\":\"a fox\",\"colour\":\"red\"}")],
                    "<span class=\"error\">This model has no input &#39;colour&#39;"
                ),
            ]
            for (fields, note) in wrong {
                let answer = try await person.submit(Self.path, fields + [("do", "run")])
                #expect(answer.status == 422, "\(fields)")
                let found = try #require(answer.text.firstRange(of: note), "\(fields)")
                #expect(!answer.text[found.upperBound...].hasPrefix("</span>"), "\(fields)")
                for (name, value) in fields where name != "side" && !value.hasSuffix("}") {
                    let typed = value.replacing("\"", with: "&quot;")
                    #expect(answer.text.contains(typed), "\(name)")
                }
            }
            #expect(try await server.rows("SELECT id FROM task").isEmpty)
        }
    }

    @Test func `the other side and the call follow what is typed`() async throws {
        try await ServerProcess.run { server in
            let visitor = Person(server)
            let fields = [("prompt", "a <b>hen</b>"), ("seed", "5"), ("n", "")]
            let shown = try await visitor.submit(Self.path, fields + [("do", "show")])
            #expect(shown.status == 200)
            #expect(shown.text.contains("&quot;prompt&quot;: &quot;a &lt;b&gt;hen&lt;/b&gt;&quot;"))
            let example = try await visitor.submit(
                Self.path + "/example",
                fields + [("lang", "python")]
            ).json
            #expect(example["code"]?.stringValue?.contains("extra_body={\"seed\": 5}") == true)
            #expect(example["button"] == "Run · free")
            let back = try await visitor.submit(
                Self.path + "/example",
                [
                    ("side", "json"),
                    ("json", "{\"prompt\":\"x\",\"image_urls\":[\"https://a.example/1\"]}"),
                ]
            ).json
            #expect(back["texts"]?["image_urls"] == "https://a.example/1")
            #expect(try await server.rows("SELECT id FROM task").isEmpty)
        }
    }

    @Test func `names that only the API knows are not lost on the way`() async throws {
        try await ServerProcess.run { server in
            let visitor = Person(server)
            let json = "{\"prompt\":\"a hen\",\"aspect_ratio\":\"16:9\"}"
            let form = [("side", "json"), ("json", json), ("do", "run")]
            #expect(try await visitor.submit(Self.path, form).status == 303)
            let body = try await server.rows("SELECT body FROM task").first?["body"]?.stringValue
            let sent = try JSONValue.parse(try #require(body))["input"]
            #expect(sent?["aspect_ratio"] == "16:9")
        }
    }

    @Test func `a variant that cannot be had has no form`() async throws {
        try await ServerProcess.run(["AIGENERATE_SANDBOX": "never"]) { server in
            let path = "/models/gpt-image-2/openai-gpt-image-2-text-to-image-low"
            let page = try await Person(server).get(path)
            #expect(page.status == 200 && !page.text.contains("Run it"))
        }
    }
}
