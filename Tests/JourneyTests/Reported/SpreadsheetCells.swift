import Domain
import Foundation
import TestKit
import Testing

extension ReportedByUsers {
    /// Tables that customers and operators open in a spreadsheet.
    @Suite struct SpreadsheetCells {
        @Test func `a key's name or a user's tag is never run as a formula by a spreadsheet`()
            async throws
        {
            try await ServerProcess.run { server in
                let customer = try server.customer()
                let person = try await Person.administrator(of: server)
                let tags = ["=1+1", "\r=2", "\n=3", " \"=4", "a,\u{301}=5", "-0.5"]
                for tag in tags {
                    let order = Orders.paid(more: ["metadata": ["user": .string(tag)]])
                    _ = try await customer.ended(try await customer.order(order))
                }
                let usage = try await person.get("/dashboard/usage.csv").text
                for cell in [
                    ",'=1+1,", ",\"'\r=2\",", ",\"'\n=3\",", ",\"' \"\"=4\",", ",\"a,\u{301}=5\",",
                    ",-0.5,",
                ] {
                    #expect(usage.utf8.contains(Array(cell.utf8)), "\(cell.debugDescription)")
                }
                let named = try await person.post(
                    "/dashboard/keys",
                    ["name": "\t=HYPERLINK(\"http://evil.example\")"].merging(Person.scopes) { $1 }
                )
                let key = try #require(named.text.firstMatch(of: /sk-aig-[A-Za-z0-9_-]+/)).0
                let owner = customer.with(key: String(key))
                _ = try await owner.ended(try await owner.order(Orders.sandbox()))
                let tasks = try await person.get("/dashboard/tasks.csv").text
                for line in tasks.split(separator: "\r\n") {
                    #expect(!line.contains(/(^|,)"?[=@\t]/), "\(line)")
                }
                for path in ["/pricing.csv", "/admin/prices.csv"] {
                    let rows = try await person.get(path).text.split(separator: "\r\n")
                    #expect(rows.count > 10)
                    let commas = Set(rows.map { row in row.count { $0 == "," } })
                    #expect(commas.count == 1, "\(path)")
                }
            }
        }
    }
}
