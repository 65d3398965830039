import Domain
import Testing
@testable import Web

@Suite struct PageParts {
    @Test func `every template reads, and text in it is escaped`() throws {
        let text = try PageTemplates.render(
            "problem",
            ["title": "<b>a & \"b\"</b>", "message": "m", "style": "/s.css"]
        )
        #expect(text.contains("<h1>&lt;b&gt;a &amp; &quot;b&quot;&lt;/b&gt;</h1>"))
        #expect(throws: (any Error).self) { try PageTemplates.render("none", [:]) }
    }

    @Test func `an asset's address changes with its text`() {
        let one = PageAssets([("Assets/a.css", "p {}"), ("Assets/b.css", "a {}")])
        let two = PageAssets([("Assets/a.css", "p {}"), ("Assets/b.css", "b {}")])
        #expect(one.address("style") != two.address("style"))
        #expect(one.address("style").wholeMatch(of: /\/assets\/style-[0-9a-f]{12}\.css/) != nil)
    }

    @Test func `styles and scripts are small`() {
        let files = EmbeddedFiles.all.filter { $0.path.hasPrefix("Assets/") }
        let styles = files.filter { $0.path.hasSuffix(".css") }.map(\.text.utf8.count).reduce(0, +)
        #expect(styles > 1_000 && styles <= 17_000)
        let scripts = files.filter { $0.path.hasSuffix(".js") }
        #expect(scripts.count >= 5)
        for script in scripts {
            let size = script.text.utf8.count
            #expect(size > 100 && size <= 2_000, "\(script.path) has \(size) bytes")
        }
        #expect(scripts.map(\.text.utf8.count).reduce(0, +) <= 8_000)
    }

    @Test func `text for people has its members in order`() {
        let value: JSONValue = ["b": [1, 2], "a": ["c": []], "d": [["e": 1]]]
        let text = """
            {
              "a": {
                "c": []
              },
              "b": [1, 2],
              "d": [
                {
                  "e": 1
                }
              ]
            }
            """
        #expect(value.prettyText() == text)
    }
}
