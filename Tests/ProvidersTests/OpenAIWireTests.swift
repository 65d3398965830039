import Domain
import NIOHTTP1
import TestKit
import Testing

@testable import Providers

@Suite struct `What goes to OpenAI` {
    private let profile = OpenAICompatibleProfile.openAI()

    @Test func `is the order's input under the route's parameters`() {
        let order = ProviderRequest.forTest(
            model: "gpt-image-1.5",
            parameters: ["quality": "medium", "n": 2],
            input: ["prompt": "a fox", "n": 9, "moderation": "low", "unknown": 1, "size": nil]
        )
        let request = OpenAICompatible.request(for: order, profile, boundary: "b")
        #expect(request.path == "/images/generations")
        #expect(request.contentType == "application/json")
        #expect(request.count == 2)
        guard case .bytes(let bytes) = request.body.first else {
            Issue.record("no body")
            return
        }
        #expect(
            String(decoding: bytes, as: UTF8.self) == "{\"model\":\"gpt-image-1.5\","
                + "\"moderation\":\"low\",\"n\":2,\"prompt\":\"a fox\",\"quality\":\"medium\"}"
        )
    }

    @Test(arguments: [
        ("gpt-image-1.5", true), ("gpt-image-2", false), ("gpt-image-2.5-flare", false),
        ("gpt-image-2.6-sunburst", false),
    ])
    func `names fidelity to models that know it`(model: String, isSent: Bool) {
        let order = ProviderRequest.forTest(
            model: model,
            input: ["prompt": "a fox", "input_fidelity": "high"]
        )
        let fields = OpenAICompatible.fields(of: order, allowed: profile.editFields)
        #expect((fields["input_fidelity"] != nil) == isSent)
    }

    @Test func `announces exactly the bytes of a form`() {
        let image = InputFile(path: "/a", media: .png, bytes: 1_000)
        let order = ProviderRequest.forTest(images: [image, image])
        let request = OpenAICompatible.request(for: order, profile, boundary: "XYZ")
        let text = request.body.map { piece in
            switch piece {
            case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
            case .file: String(repeating: "#", count: 1_000)
            }
        }.joined()
        #expect(request.body.reduce(0) { $0 + $1.byteCount } == text.utf8.count)
        #expect(text.hasSuffix("\r\n--XYZ--\r\n"))
        #expect(request.contentType == "multipart/form-data; boundary=XYZ")
    }
}

@Suite struct `The wait that a provider asks for` {
    /// Sun, 06 Nov 1994 08:49:37 GMT.
    private let now = Timestamp(milliseconds: 784_111_777_000)

    private func wait(_ headers: (String, String)...) -> Duration? {
        RetryAfter.wait(HTTPHeaders(headers), now: now)
    }

    @Test func `is read from seconds, milliseconds and dates, and kept within a minute`() {
        #expect(wait(("Retry-After", "2")) == .seconds(2))
        #expect(wait(("Retry-After", "1.5")) == .milliseconds(1_500))
        #expect(wait(("retry-after-ms", "2500")) == .milliseconds(2_500))
        #expect(wait(("Retry-After", "Sun, 06 Nov 1994 08:50:07 GMT")) == .seconds(30))
        #expect(wait(("Retry-After", "Mon, 07 Nov 1994 08:50:07 GMT")) == .seconds(60))
        #expect(wait(("Retry-After", "0.01")) == .seconds(1))
        #expect(wait(("Retry-After", "86400")) == .seconds(60))
        #expect(wait(("Retry-After", "1e300")) == .seconds(60))
    }

    @Test(arguments: [
        "", "0", "-1", "nan", "inf", "soon", "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 31 Feb 2030 08:49:37 GMT", "Sun, 06 Nov 2030 25:00:00 GMT", "Sun, 06 Nov 2030",
        "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Foo 2030 08:49:37 GMT",
    ])
    func `is none when it makes no sense`(text: String) {
        #expect(wait(("Retry-After", text)) == nil)
        #expect(wait(("retry-after-ms", text)) == nil)
    }

    @Test func `is none without a header`() {
        #expect(wait() == nil)
    }
}

@Suite struct `What a provider says about an error` {
    private func message(_ text: String, key: String? = nil) -> String {
        UpstreamError.clean(text, KeyTraces(key.map { Secret($0) }))
    }

    @Test func `reaches the customer without keys and ids of ours`() {
        #expect(
            message("Incorrect API key provided: sk-proj-ab****cd. See the docs.")
                == "Incorrect API key provided: … See the docs."
        )
        #expect(message("key=sk-abc123, try again") == "key=… try again")
        #expect(
            message("Organization org-123 must be verified") == "Organization … must be verified"
        )
        #expect(
            message("the value my/odd=key is wrong", key: "my/odd=key") == "the value … is wrong"
        )
        #expect(message("Use a task-list or disk-image.") == "Use a task-list or disk-image.")
    }

    @Test func `is one line of at most 500 characters`() {
        #expect(message("two\n lines\u{0}\tand  gaps") == "two lines and gaps")
        let long = message(String(repeating: "long ", count: 1_000))
        #expect(long.count == 500 && long.hasSuffix("…"))
    }

    @Test func `is told from a page of a proxy`() {
        for text in [
            "", "<html>", "{}", "[]", "{\"error\":null}", "{\"error\":\"bad gateway\"}",
            "{\"error\":{\"code\":1}}", "{\"message\":\"x\"}",
        ] {
            #expect(UpstreamError(Array(text.utf8), KeyTraces(nil)) == nil, "\(text)")
        }
    }

    @Test func `gives the categories of a block, new wording and old`() {
        let details: JSONValue = [
            "moderation_stage": "output", "categories": ["sexual", "<b>x"],
        ]
        let error: JSONValue = [
            "message": "No.", "type": "image_generation_user_error", "param": nil,
            "code": "moderation_blocked", "moderation_details": details,
        ]
        let new = UpstreamError(JSONValue.object(["error": error]).bytes(), KeyTraces(nil))
        #expect(new?.moderationStage == "output")
        #expect(new?.categories == ["sexual", "_b_x"])
        let old = UpstreamError(
            Array(
                "{\"error\":{\"message\":\"Rejected. safety_violations=[sexual, violence].\"}}".utf8
            ),
            KeyTraces(nil)
        )
        #expect(old?.categories == ["sexual", "violence"])
    }

    @Test func `names codes and the request to the operator, and nothing else`() {
        let body =
            "{\"error\":{\"message\":\"prompt: a fox sk-1\",\"type\":\"a b\",\"code\":\"c\"}}"
        let failure = OpenAICompatible.failure(
            status: 400,
            headers: ["x-request-id": "req_1\r\n2"],
            body: Array(body.utf8),
            key: nil,
            now: Timestamp(milliseconds: 0)
        )
        #expect(failure.detail == "HTTP 400 c, a_b, request req_1__2")
    }
}
