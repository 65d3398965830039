import Domain
import Foundation
import Storage
import TestKit
import Testing

/// The answer with a large picture leaves before the picture is paid, all but its end.
@Suite struct BeginningEarly {
    private static let path = "/v1/images/generations"
    private static let size = 300_000
    private static let price = MicroUSD(6_000)
    private static let credits = "0.86"
    private static let order: JSONValue = [
        "model": "gpt-image-2", "prompt": "a fox", "quality": "low", "size": "1024x1024",
    ]

    @Test func `it is the answer that its repetition gets`() async throws {
        try await OpenAISimulator.run { openAI in
            openAI.next(.big(bytes: Self.size))
            try await ServerProcess.run(openAI.settings) { server in
                let customer = try server.customer()
                let first = try await Beginning.of(Self.order, customer)
                #expect(first.isWhole)
                #expect(first.head.contains("X-AI-Credits-Charged: \(Self.credits)"))
                #expect(first.head.contains("transfer-encoding: chunked"))
                #expect(first.data.utf8.count > Self.size)
                let again = try await again(customer)
                #expect(again.status == 200)
                #expect(again["x-ai-credits-charged"] == Self.credits)
                #expect(again.text == first.data)
                #expect(openAI.purchases == 1)
            }
        }
    }

    @Test(arguments: Beginning.Repetition.allCases)
    func `what the disk does not take is whole all the same, and its repetition too`(
        _ way: Beginning.Repetition
    ) async throws {
        try await OpenAISimulator.run { openAI in
            openAI.next(.big(bytes: Self.size))
            try await ServerProcess.run(openAI.settings) { server in
                let customer = try server.customer()
                try server.breakFolders()
                let first = try await Beginning.of(Self.order, customer, way)
                #expect(first.head.hasPrefix("HTTP/1.1 200"))
                #expect(first.isWhole)
                #expect(first.data.utf8.count > Self.size)
                let again = try await again(customer, way)
                #expect(again.status == 200, "\(again.status)")
                #expect(again.text == first.data)
                #expect(openAI.purchases == 1)
                #expect(try await customer.balance().spent > .zero)
            }
        }
    }

    @Test func `after a crash its repetition begins with what had come`() async throws {
        try await OpenAISimulator.run { openAI in
            openAI.next(.big(bytes: Self.size))
            try await ServerProcess.run(openAI.settings, isStarted: false) { server in
                try await server.start(["AIGENERATE_CRASH_POINT": CrashPoint.beforeSettle.rawValue])
                let customer = try server.customer()
                let first = try await Beginning.of(Self.order, customer)
                #expect(try await server.ending().wasKilled)
                #expect(!first.isWhole)
                try await server.start()
                let again = try await again(customer)
                #expect(again.status == 200, "\(again.text)")
                #expect(again.text.hasPrefix(first.data))
                #expect(again.text.utf8.count > Self.size)
                #expect(openAI.purchases == 1)
                #expect(try await customer.balance().spent == Self.price)
            }
        }
    }

    private func again(
        _ customer: Customer,
        _ way: Beginning.Repetition = .byKey
    ) async throws -> Answer {
        try await customer.post(Self.path, Self.order, headers: [way.header(try: 1)])
    }
}

extension ServerProcess {
    /// Nothing can be kept in a file any more.
    func breakFolders() throws {
        let outputs = URL(filePath: dataPath).appending(path: "files/outputs")
        for shard in try FileManager.default.contentsOfDirectory(atPath: outputs.path) {
            try FileManager.default.removeItem(at: outputs.appending(component: shard))
        }
    }
}

/// What came of an answer until its connection was closed.
struct Beginning {
    enum Repetition: CaseIterable {
        case byKey
        /// As clients of OpenAI's do.
        case byCount

        func header(try number: Int) -> (String, String) {
            switch self {
            case .byKey: ("Idempotency-Key", "early-1")
            case .byCount: ("X-Stainless-Retry-Count", String(number))
            }
        }
    }

    let head: String
    /// The chunks that came, joined.
    var data = ""
    /// The last chunk came.
    var isWhole = false

    static func of(
        _ order: JSONValue,
        _ customer: Customer,
        _ way: Repetition = .byKey
    ) async throws -> Beginning {
        let (name, value) = way.header(try: 0)
        let body = String(decoding: order.bytes(), as: UTF8.self)
        let text = try await RawConnection.exchange(
            """
            POST /v1/images/generations HTTP/1.1\r
            Host: shop.test\r
            Authorization: Bearer \(customer.key)\r
            \(name): \(value)\r
            Content-Type: application/json\r
            Content-Length: \(body.utf8.count)\r
            Connection: close\r
            \r
            \(body)
            """,
            with: customer.server
        )
        return try Beginning(text)
    }

    private init(_ text: String) throws {
        var rest = Substring(text)
        guard let end = rest.range(of: "\r\n\r\n") else {
            head = text
            return
        }
        head = String(rest[..<end.lowerBound])
        rest = rest[end.upperBound...]
        while let line = rest.range(of: "\r\n") {
            let count = try #require(Int(rest[..<line.lowerBound], radix: 16))
            isWhole = count == 0
            data += rest[line.upperBound...].prefix(count)
            rest = rest[line.upperBound...].dropFirst(count + 1)
        }
    }
}
