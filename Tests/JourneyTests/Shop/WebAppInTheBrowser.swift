import Domain
import TestKit
import Testing

extension InTheBrowser {
    @Test func `an app of another origin fetches, streams and paints, and has no cookies`()
        async throws
    {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let person = try await Person.administrator(of: server)
            try await PythonJourney.browser(
                "app",
                at: server,
                ["key": .string(customer.key), "cookie": .text(person.session)]
            )
        }
    }
}
