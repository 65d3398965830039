import Domain
import Foundation
import TestKit
import Testing

extension ReportedByUsers {
    @Suite struct KeysInErrors {
        /// A provider repeats our key in its error, in one form or another.
        @Test func `our key in a provider's error is neither stored nor shown`() async throws {
            let key = OpenAISimulator.key
            let encoded = { (text: String) in Data(text.utf8).base64EncodedString() }
            let forms = [
                key, "Bearer \(key)", "sk-proj-****6789", "sk-…6789", encoded("Bearer \(key)"),
                encoded(":\(key)"), key.replacing("-", with: "%2D"), "simulator-0123456",
            ]
            try await OpenAISimulator.run { openAI in
                try await ServerProcess.run(openAI.settings) { server in
                    let customer = try server.customer()
                    for form in forms {
                        openAI.next(
                            .apiError(
                                status: 400,
                                type: "invalid_request_error \(form)",
                                code: "bad \(form)",
                                message: "The key \(form) may not do this."
                            )
                        )
                        let record = try await customer.ended(
                            try await customer.order(Orders.paid())
                        )
                        let says = record["failMsg"]?.stringValue ?? ""
                        #expect(says.contains("… may not do this."), "\(form): \(says)")
                    }
                    let rows = try await server.rows(
                        "SELECT fail_message AS text FROM task UNION ALL SELECT detail FROM attempt"
                    )
                    let stored = rows.map { $0.text() }.joined()
                    for text in [stored, server.log] {
                        for trace in [
                            "simulator", "012345", "6789", String(encoded(key).prefix(8)),
                        ] {
                            #expect(!text.contains(trace), "\(trace)")
                        }
                    }
                }
            }
        }
    }
}
