import Domain
import Foundation
import TestKit
import Testing

/// The calls of OpenAI's own test suite that failed here (`scripts/openai-suite.sh` runs all of it),
/// by OpenAI's client with strict checks of the answers.
extension ReportedByUsers {
    @Suite struct SuiteOfOpenAI {
        @Test(arguments: ["suite_generate", "suite_edit", "suite_delete", "suite_unsold"])
        func `each call of OpenAI's suite does what its client expects`(
            _ journey: String
        ) async throws {
            let picture = Data(TestPicture.make(.png, width: 64, height: 64).bytes)
            try await ServerProcess.run { server in
                let customer = try server.customer()
                try await PythonJourney.openAI(
                    journey,
                    as: customer,
                    ["picture": .string(picture.base64EncodedString())]
                )
                #expect(try await customer.balance().held == .zero)
            }
        }
    }
}
