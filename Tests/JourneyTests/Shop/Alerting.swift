import Domain
import Foundation
import TestKit
import Testing

/// A line in the spending, drawn on the page and crossed by an order.
@Suite struct Alerting {
    @Test func `who crosses a line gets a letter, once, and sees it`() async throws {
        try await ServerProcess.run(isStarted: false) { server in
            let kept = server.folder.appending(component: "letters").path
            let program = server.folder.appending(component: "sendmail")
            try Data("#!/bin/sh\ncat >> \(kept)\n".utf8).write(to: program)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755],
                ofItemAtPath: program.path
            )
            try await server.start(["AIGENERATE_MAIL_COMMAND": program.path])
            let customer = try server.customer()
            let person = try await Person.administrator(of: server)
            let limits = ["alert": "0.05", "stop": "1"]
            #expect(try await person.post("/dashboard/billing", limits).status == 303)
            func alerts() -> Int {
                let letters = (try? String(contentsOfFile: kept, encoding: .utf8)) ?? ""
                return letters.components(separatedBy: "Subject: Spending alert").count - 1
            }
            _ = try await customer.create(Orders.paid("one"))
            let before = try await person.get("/dashboard").text
            #expect(!before.contains("where an alert was asked for"))
            _ = try await customer.create(Orders.paid("two"))
            _ = try await eventually("the letter comes") { alerts() == 1 ? true : nil }
            _ = try await customer.create(Orders.paid("three"))
            let letter = try String(contentsOfFile: kept, encoding: .utf8)
            let words = "The account has spent $0.0500 this month, where an alert was asked for."
            #expect(letter.contains("To: root@example.com"))
            #expect(letter.contains(words) && letter.contains("/dashboard/billing"))
            for path in ["/dashboard", "/dashboard/billing"] {
                #expect(try await person.get(path).text.contains(words), "\(path)")
            }
            #expect(server.log.contains("spend alert"))
            let told = try await server.rows(
                "SELECT told_at IS NOT NULL AS told FROM account_event"
            )
            #expect(told == [["told": 1]])
            #expect(alerts() == 1)
        }
    }
}
