import Domain
import Foundation
import TestKit
import Testing

/// The shop's public pages, as a browser or a program gets them.
@Suite struct PublicPages {
    private static let seeds = [
        ("openai-gpt-image-1-5-image-to-image-medium", "4.00", "$0.0280"),
        ("openai-gpt-image-1-5-text-to-image-medium", "4.00", "$0.0280"),
        ("openai-gpt-image-1-5-text-to-image-high", "22.00", "$0.1540"),
        ("openai-gpt-image-1-5-image-to-image-high", "22.00", "$0.1540"),
    ]

    @Test func `the family's table has the four published prices to the digit`() async throws {
        try await ServerProcess.run { server in
            let page = try await page("/models/gpt-image-1-5", server)
            for (slug, credits, dollars) in Self.seeds {
                let row = try #require(
                    page.text.split(separator: "<tr>").first {
                        $0.contains("<th scope=\"row\"><code>\(slug)</code>")
                    }
                )
                #expect(row.contains("<td class=\"num\">\(credits)</td>"))
                #expect(row.contains("<td class=\"num\">\(dollars)</td>"))
                #expect(row.contains("<td>image</td>"))
                #expect(row.contains("href=\"/models/gpt-image-1-5/\(slug)\""))
            }
            #expect(page.text.contains("From 4.00 credits <span class=\"usd\">$0.0280</span>"))
        }
    }

    @Test func `every answer, page or not, runs nothing and stands in no frame`() async throws {
        try await ServerProcess.run { server in
            let paths = [
                "/", "/healthz", "/openapi.json", "/api/v1/models", "/v1/models", "/nothing",
                "/dashboard", "/icon.svg", "/files/x", "/theme",
            ]
            for path in paths {
                let answer = try await Call.send("GET", server.address + path)
                let policy = answer["content-security-policy"] ?? ""
                #expect(policy.contains("default-src 'none'"), "\(path)")
                #expect(policy.contains("frame-ancestors 'none'"), "\(path)")
                #expect(answer["x-content-type-options"] == "nosniff", "\(path)")
            }
        }
    }

    @Test func `pages and styles come small to whoever takes gzip, and are the same`() async throws
    {
        try await ServerProcess.run { server in
            let home = try await page("/", server)
            let style = try #require(home.text.firstMatch(of: /\/assets\/style-[^"]+/)).0
            for path in ["/", "/pricing", "/pricing.json", "/docs/errors", String(style)] {
                let plain = try await page(path, server)
                let small = try await Call.send(
                    "GET",
                    server.address + path,
                    headers: [("Accept", "text/html"), ("Accept-Encoding", "br, gzip;q=0.8")]
                )
                #expect(small["content-encoding"] == "gzip" && plain["content-encoding"] == nil)
                #expect(small.body.count * 2 < plain.body.count, "\(path)")
                #expect(small["vary"]?.contains("Accept-Encoding") == true)
                let unpacked = try await ChildProcess(
                    "/usr/bin/curl",
                    ["-s", "--compressed", "-H", "Accept: text/html", server.address + path],
                    folder: server.folder
                ).ending()
                #expect(Array(unpacked.output) == plain.body, "\(path)")
            }
            for coding in ["gzip;q=0", "identity", "deflate"] {
                let plain = try await Call.send(
                    "GET",
                    server.address + "/pricing",
                    headers: [("Accept-Encoding", coding)]
                )
                #expect(plain["content-encoding"] == nil)
            }
            let head = try await Call.send(
                "HEAD",
                server.address + "/pricing",
                headers: [("Accept", "text/html"), ("Accept-Encoding", "gzip")]
            )
            #expect(head["content-encoding"] == "gzip" && head.body.isEmpty)
        }
    }

    @Test func `every page stands by itself: no cookie, nothing from elsewhere, nothing inline`()
        async throws
    {
        try await ServerProcess.run { server in
            for path in try await paths(server) {
                let page = try await page(path, server)
                #expect(page.status == 200, "\(path)")
                #expect(page["set-cookie"] == nil, "\(path)")
                let policy = page["content-security-policy"] ?? ""
                #expect(policy.hasPrefix("default-src 'none';"), "\(path)")
                #expect(!policy.contains("unsafe"), "\(path)")
                #expect(
                    !page.text.contains(" style=\"") && !page.text.contains("<style"),
                    "\(path)"
                )
                #expect(!page.text.contains("<script>"), "\(path)")
                let sources = page.text.matches(of: /(?:src|<link rel="stylesheet" href)="([^"]*)"/)
                #expect(sources.allSatisfy { $0.1.hasPrefix("/assets/") }, "\(path)")
                #expect(!page.text.contains("{{"), "\(path)")
            }
        }
    }

    @Test func `no link and no anchor of any page is broken`() async throws {
        try await ServerProcess.run { server in
            var pages: [String: Answer] = [:]
            for path in try await paths(server) { pages[path] = try await page(path, server) }
            for (path, answer) in pages {
                for match in answer.text.matches(of: /href="([^"]*)"/) {
                    let link = String(match.1).replacing("&amp;", with: "&")
                    let parts = link.split(separator: "#", omittingEmptySubsequences: false)
                    let target = parts[0].isEmpty ? path : String(parts[0])
                    guard target.hasPrefix("/") else { continue }
                    if pages[target] == nil { pages[target] = try await page(target, server) }
                    let found = try #require(pages[target])
                    #expect(found.status == 200, "\(path) leads to \(link)")
                    if parts.count == 2 {
                        let anchor = String(parts[1]).removingPercentEncoding ?? ""
                        #expect(found.text.contains("id=\"\(anchor)\""), "\(path) leads to \(link)")
                    }
                }
            }
        }
    }

    @Test func `prices are the same as a page, as CSV, as JSON and in the API`() async throws {
        try await ServerProcess.run { server in
            let csv = try await Call.send("GET", server.address + "/pricing.csv")
            #expect(csv["content-type"] == "text/csv; charset=utf-8")
            let rows = csv.text.split(separator: "\r\n").dropFirst().map {
                $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
            let json = try await Call.send("GET", server.address + "/pricing.json")
            let variants = (json.json["families"]?.arrayValue ?? []).flatMap {
                $0["variants"]?.arrayValue ?? []
            }
            let api = try await Call.send("GET", server.address + "/api/v1/models")
            let models = api.json["data"]?.arrayValue ?? []
            #expect(Set(rows.map { $0[1] }) == Set(models.compactMap { $0["slug"]?.stringValue }))
            #expect(variants.count == models.count)
            let html = try await page("/pricing", server).text
            for row in rows {
                let model = try #require(models.first { $0["slug"] == .string(row[1]) })
                let prices = model["prices"]?.arrayValue
                let own = prices?.first { $0["size"] == .string(row[3]) } ?? model
                #expect(own["usd"]?.text() == row[5], "\(row)")
                #expect(html.contains(row[1]) && html.contains(">\(row[4])</td>"), "\(row)")
            }
        }
    }

    @Test func `a search narrows the catalogue, and an absent page is one in HTML`() async throws {
        try await ServerProcess.run { server in
            let found = try await page("/models?q=flare&task=image-to-image&sort=name", server)
            #expect(found.text.contains("GPT Image 2.5 Flare"))
            #expect(!found.text.contains("GPT Image 1.5</a>"))
            // As the form sends two words, and a plus.
            let words = try await page("/models?q=2.5+flare", server)
            #expect(
                words.text.contains("GPT Image 2.5 Flare")
                    && words.text.contains("value=\"2.5 flare\"")
            )
            let plus = try await page("/models?q=a%2Bb", server)
            #expect(plus.text.contains("value=\"a+b\"") || plus.text.contains("value=\"a&#43;b\""))
            let hostile = try await page("/models?q=%3Cscript%3Ealert(1)%3C/script%3E", server)
            #expect(hostile.text.contains("&lt;script&gt;") && !hostile.text.contains("<script>"))
            #expect(hostile.text.contains("No model fits"))
            for path in ["/nothing", "/models/nothing", "/models/gpt-image-2/nothing", "/x.json"] {
                let absent = try await page(path, server)
                #expect(absent.status == 404)
                #expect(absent.text.contains("<h1>There is no such page</h1>"), "\(path)")
            }
            let head = try await Call.send("HEAD", server.address + "/pricing")
            #expect(head.status == 200 && head.body.isEmpty)
            // A program is told in its own way.
            let plain = try await Call.send("GET", server.address + "/nothing")
            #expect(plain.json["error"]?["type"] == "not_found")
        }
    }

    @Test func `a slug or an alias leads to its variant's page`() async throws {
        try await ServerProcess.run { server in
            let slug = "openai-gpt-image-1-5-text-to-image-high"
            for path in ["/models/\(slug)", "/models/gpt-image-2/\(slug)"] {
                let page = try await page(path, server)
                #expect(page.status == 301)
                #expect(page["location"] == "/models/gpt-image-1-5/\(slug)")
            }
        }
    }

    @Test func `the calculator multiplies the price of the size`() async throws {
        try await ServerProcess.run { server in
            let path = "/models/gpt-image-2/openai-gpt-image-2-text-to-image-low"
            let page = try await page(path + "?size=3840x2160&n=1000", server)
            #expect(page.text.contains("1714.29 credits <span class=\"usd\">$12.0000</span>"))
            let absurd = try await self.page(path + "?size=9x9&n=-5", server)
            #expect(absurd.status == 200)
        }
    }

    @Test func `a page is Markdown for who asks for it, and the same bytes are not sent twice`()
        async throws
    {
        try await ServerProcess.run { server in
            let url = server.address + "/models/gpt-image-1-5"
            let text = try await Call.send("GET", url, headers: [("Accept", "text/markdown")])
            #expect(text["content-type"] == "text/markdown; charset=utf-8")
            #expect(text.text.contains("| 22.00 | 0.1540 | image |"))
            #expect(text.text == (try await Call.send("GET", url + ".md")).text)
            let tag = try #require(text["etag"])
            let again = try await Call.send(
                "GET",
                url,
                headers: [("Accept", "text/markdown"), ("If-None-Match", tag)]
            )
            #expect(again.status == 304 && again.text.isEmpty)
        }
    }

    @Test func `the theme is a visitor's own choice, by a form of this site only`() async throws {
        try await ServerProcess.run { server in
            let form = Data("theme=dark&back=/pricing".utf8)
            let chosen = try await theme(form, server)
            #expect(chosen.status == 303)
            #expect(chosen["location"] == "/pricing")
            #expect(chosen["set-cookie"]?.hasPrefix("theme=dark; Path=/; ") == true)
            let page = try await Call.send(
                "GET",
                server.address + "/pricing",
                headers: [("Accept", "text/html"), ("Cookie", "theme=dark")]
            )
            #expect(page.text.contains("<html lang=\"en\" data-theme=\"dark\">"))
            let foreign = try await theme(form, server, [("Sec-Fetch-Site", "cross-site")])
            #expect(foreign.status == 403 && foreign["set-cookie"] == nil)
            let origin = try await theme(form, server, [("Origin", "https://evil.example")])
            #expect(origin.status == 403)
            for back in ["//evil.example", "https://evil.example", "/a%0d%0ab", "%2F%5Cevil"] {
                let answer = try await theme(Data("theme=light&back=\(back)".utf8), server)
                #expect(answer["location"] == "/", "\(back)")
            }
        }
    }

    private func theme(
        _ form: Data,
        _ server: ServerProcess,
        _ headers: [(String, String)] = []
    ) async throws -> Answer {
        try await Call.send(
            "POST",
            server.address + "/theme",
            headers: headers + [("Content-Type", "application/x-www-form-urlencoded")],
            body: Array(form)
        )
    }

    private func page(_ path: String, _ server: ServerProcess) async throws -> Answer {
        try await Call.send("GET", server.address + path, headers: [("Accept", "text/html")])
    }

    /// What the site map lists.
    private func paths(_ server: ServerProcess) async throws -> [String] {
        let map = try await Call.send("GET", server.address + "/sitemap.xml")
        let paths = map.text.matches(of: /<loc>([^<]*)<\/loc>/).map {
            String($0.1.dropFirst(server.address.count))
        }
        try #require(paths.count > 30)
        return paths
    }
}
