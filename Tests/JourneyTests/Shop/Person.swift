import Domain
import Foundation
import TestKit

/// Somebody with a browser: keeps cookies, sends forms as browsers do, follows one redirect by asking.
final class Person {
    let server: ServerProcess
    /// Where they come from, as a proxy says.
    private let address: String?
    private var cookies: [String: String] = [:]

    init(_ server: ServerProcess, from address: String? = nil) {
        self.server = server
        self.address = address
    }

    /// The first administrator of a fresh server.
    static func administrator(of server: ServerProcess) async throws -> Person {
        let person = Person(server)
        let link = try await eventually("the greeting shows the link") {
            server.greeting.firstMatch(of: /http:\S+(\/setup\?t=(\S+))/).map { String($0.2) }
        }
        let answer = try await person.post(
            "/setup",
            ["t": link, "email": "root@example.com", "password": password]
        )
        guard answer.status == 303 else { throw Refused(answer: answer.text) }
        return person
    }

    static let password = "correct horse battery"
    /// As the form for a key has them ticked.
    static let scopes = ["scope-generate": "on", "scope-read": "on", "scope-manage": "on"]

    struct Refused: Error {
        let answer: String
    }

    var isSignedIn: Bool { cookies["aig_session"]?.isEmpty == false }
    var session: String? { cookies["aig_session"] }

    func get(_ path: String) async throws -> Answer {
        try await send("GET", path, nil)
    }

    func post(
        _ path: String,
        _ form: [String: String] = [:],
        from site: String = "same-origin"
    ) async throws -> Answer {
        let pairs = form.map { name, value in
            let text = value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            return "\(name)=\(text)"
        }
        return try await send("POST", path, Array(pairs.joined(separator: "&").utf8), site)
    }

    /// A form as browsers send it with a file in it; names may stand in it more than once.
    func submit(
        _ path: String,
        _ form: [(String, String)],
        file: (field: String, name: String, bytes: [UInt8])? = nil
    ) async throws -> Answer {
        var body: [UInt8] = []
        func add(_ head: String, _ bytes: [UInt8]) {
            body += Array("--b\r\nContent-Disposition: form-data; \(head)\r\n\r\n".utf8)
            body += bytes + Array("\r\n".utf8)
        }
        for (name, text) in form { add("name=\"\(name)\"", Array(text.utf8)) }
        let file = file ?? (field: "image", name: "", bytes: [])
        add("name=\"\(file.field)\"; filename=\"\(file.name)\"", file.bytes)
        body += Array("--b--\r\n".utf8)
        let kind = "multipart/form-data; boundary=b"
        return try await send("POST", path, body, type: kind)
    }

    private func send(
        _ method: String,
        _ path: String,
        _ body: [UInt8]?,
        _ site: String = "same-origin",
        type: String = "application/x-www-form-urlencoded"
    ) async throws -> Answer {
        var headers = [("Accept", "text/html"), ("Sec-Fetch-Site", site)]
        if body != nil { headers.append(("Content-Type", type)) }
        if let address { headers.append(("X-Forwarded-For", address)) }
        if !cookies.isEmpty {
            let text = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
            headers.append(("Cookie", text))
        }
        let url = server.address + path
        let answer = try await Call.send(method, url, headers: headers, body: body)
        if let cookie = answer["set-cookie"]?.split(separator: ";").first {
            let parts = cookie.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            cookies[String(parts[0])] = String(parts[1])
        }
        return answer
    }

    /// The newest letter's link of a kind, as the log shows it.
    func letter(_ path: String) async throws -> String {
        try await eventually("the letter is written") {
            server.log.matches(of: /"link":"http:[^"]*?(\/[a-z]+)\?t=([^"]+)"/)
                .last { $0.1 == path }.map { String($0.2) }
        }
    }
}
