import Domain
import Foundation
import TestKit

/// A local identity provider: see `Python/identity_desk.py`. It knows Ann.
struct IdentityDesk: Sendable {
    let address: String

    static let email = "ann@example.com"

    /// Runs one while `body` runs.
    static func run<Value>(_ body: (IdentityDesk) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory
            .appending(component: "identity-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let child = try PythonJourney.service("identity_desk.py", in: folder)
        defer { child.signal(SIGKILL) }
        return try await body(IdentityDesk(address: try await PythonJourney.address(of: child)))
    }

    /// What makes a server send people here. Canaille says of no address that it is confirmed.
    var settings: [String: String] {
        [
            "AIGENERATE_OIDC_ISSUER": address, "AIGENERATE_OIDC_CLIENT_ID": "shop",
            "AIGENERATE_OIDC_CLIENT_SECRET": "the shop's own", "AIGENERATE_OIDC_NAME": "Canaille",
            "AIGENERATE_OIDC_TRUST_EMAIL": "on",
        ]
    }

    /// It sends people back to this server only.
    func know(_ server: ServerProcess) async throws {
        try await tell("redirect", ["uri": .string(server.address + "/login/sso/return")])
    }

    /// From now on its tokens say this. Empty: the truth.
    func lie(_ claims: JSONValue) async throws { try await tell("lie", claims) }

    private func tell(_ what: String, _ body: JSONValue) async throws {
        let answer = try await Call.send(
            "POST",
            address + "/_config/" + what,
            headers: [("Content-Type", "application/json")],
            body: body.bytes()
        )
        guard answer.status == 200 else { throw NotAccepted(answer: answer) }
    }

    /// Goes where the server sends a browser, signs in there as Ann and agrees.
    ///
    /// - Returns: where the provider sends the browser back to.
    func visit(_ way: String) async throws -> String {
        let browser = Browser()
        var page = try await browser.get(way)
        for _ in 0..<4 {
            if let back = page.leaving { return back }
            var form = page.hiddenFields
            if page.answer.text.contains("name=\"password\"") {
                form["password"] = "her password"
            } else if page.answer.text.contains("name=\"login\"") {
                form["login"] = "ann"
            } else {
                form["answer"] = "accept"
            }
            page = try await browser.post(page.url, form)
        }
        throw NotAccepted(answer: page.answer)
    }
}

/// Follows redirects on one host and keeps its cookies.
private final class Browser {
    private var cookies: [String: String] = [:]

    struct Page {
        let url: String
        let answer: Answer
        /// Where it leads, when that is another host.
        let leaving: String?

        var hiddenFields: [String: String] {
            var fields: [String: String] = [:]
            for match in answer.text.matches(of: /<input[^>]*type="hidden"[^>]*>/) {
                let tag = match.0
                guard let name = tag.firstMatch(of: /name="([^"]*)"/)?.1 else { continue }
                fields[String(name)] = tag.firstMatch(of: /value="([^"]*)"/).map { String($0.1) }
            }
            return fields
        }
    }

    func get(_ url: String) async throws -> Page { try await follow("GET", url, nil) }

    func post(_ url: String, _ form: [String: String]) async throws -> Page {
        let pairs = form.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }
        return try await follow("POST", url, Array(pairs.joined(separator: "&").utf8))
    }

    private func follow(_ method: String, _ start: String, _ body: [UInt8]?) async throws -> Page {
        guard let host = URL(string: start)?.port else { throw URLError(.badURL) }
        var (method, url, body) = (method, start, body)
        while true {
            var headers = [("Accept", "text/html"), ("Referer", start)]
            if body != nil {
                headers.append(("Content-Type", "application/x-www-form-urlencoded"))
            }
            let text = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
            if !text.isEmpty { headers.append(("Cookie", text)) }
            let answer = try await Call.send(method, url, headers: headers, body: body)
            for cookie in answer.all("set-cookie") {
                let pair = cookie.split(separator: ";")[0].split(separator: "=", maxSplits: 1)
                if pair.count == 2 { cookies[String(pair[0])] = String(pair[1]) }
            }
            guard (300..<400).contains(answer.status), let location = answer["location"],
                let next = URL(string: location, relativeTo: URL(string: url))
            else { return Page(url: url, answer: answer, leaving: nil) }
            if next.port != host {
                return Page(url: url, answer: answer, leaving: next.absoluteString)
            }
            (method, url, body) = ("GET", next.absoluteString, nil)
        }
    }
}
