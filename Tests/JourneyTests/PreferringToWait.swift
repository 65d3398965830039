import Domain
import TestKit
import Testing

/// `Prefer: wait=N` with createTask: the order's answer is the task's end, where it comes in time.
@Suite struct PreferringToWait {
    private func wait(_ text: String) -> [(String, String)] { [("Prefer", text)] }

    @Test(arguments: ["wait=30", "respond-async, wait=\"30\"", "wait=3000"])
    func `the answer is the record, and says that it waited`(_ preference: String) async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let answer = try await customer.create(
                Orders.paid(more: ["watermark": "none"]),
                headers: wait(preference)
            )
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer["preference-applied"] == "wait")
            #expect(answer.data["state"] == "success")
            #expect(answer.data["receipt"]?["payload"]?["state"] == "success")
            let warnings = answer.data["warnings"]?.arrayValue?.compactMap(\.stringValue) ?? []
            #expect(warnings.contains { $0.contains("'watermark'") }, "\(warnings)")
            #expect(try await customer.balance().spent == Orders.price)
        }
    }

    @Test func `what does not end in time is answered as usual, and goes on`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let order = Orders.paid("a fox !slow 3")
            let key = [("Idempotency-Key", "once")]
            let first = try await customer.create(order, headers: wait("wait=1") + key)
            #expect(first.status == 200)
            #expect(first["preference-applied"] == nil)
            #expect(first.data["state"] == "waiting")
            let again = try await customer.create(order, headers: wait("wait=30") + key)
            #expect(again["idempotent-replayed"] == "true")
            #expect(again["preference-applied"] == "wait")
            #expect(again.data["taskId"] == first.data["taskId"])
            #expect(again.data["state"] == "success")
            #expect(try await customer.balance().spent == Orders.price)
        }
    }

    @Test func `a failure is the record too, and costs nothing`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let answer = try await customer.create(
                Orders.paid("a fox !refuse"),
                headers: wait("wait=30")
            )
            #expect(answer.data["state"] == "fail")
            #expect(answer.data["failClass"] == "moderated_input", "\(answer.text)")
            #expect(try await customer.balance().spent == .zero)
        }
    }

    @Test(arguments: ["wait=0", "wait=soon", "wait", "wait=-1", "wait=1.5"])
    func `a wait that is no number of seconds is refused, and orders nothing`(
        _ preference: String
    ) async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let answer = try await customer.create(Orders.paid(), headers: wait(preference))
            #expect(answer.status == 400)
            #expect(answer.message.contains("'Prefer: wait=N'"), "\(answer.message)")
            #expect(try await server.rows("SELECT id FROM task").isEmpty)
        }
    }
}
