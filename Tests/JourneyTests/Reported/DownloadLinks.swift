import Domain
import Foundation
import TestKit
import Testing

extension ReportedByUsers {
    /// `POST /api/v1/common/download-url`.
    @Suite struct DownloadLinks {
        private static let fox = TestPicture.make(.png, width: 64, height: 64).bytes

        private func renew(_ url: String, _ customer: Customer) async throws -> Answer {
            try await customer.post("/api/v1/common/download-url", ["url": .string(url)])
        }

        @Test func `a link to another account's file is as unknown as one to no file`() async throws
        {
            try await ServerProcess.run { server in
                let owner = try server.customer()
                let other = try await server.newCustomer("eve")
                let record = try await owner.ended(try await owner.order(Orders.sandbox()))
                let output = try #require(
                    record["outputs"]?.arrayValue?.first?["url"]?.stringValue
                )
                let upload = try #require(
                    try await owner.form(
                        "/api/file-stream-upload",
                        [.file("file", "fox.png", Self.fox)]
                    ).data["downloadUrl"]?.stringValue
                )
                let foreign = try await renew("https://example.com/a.png", other)
                #expect(foreign.status == 422)
                #expect(foreign.param == "url")
                for url in [output, upload] {
                    let link = try #require(try await renew(url, owner).data.stringValue)
                    let file = try await Call.send("GET", link)
                    #expect(file.status == 200)
                    // A link that was renewed can be renewed again, by its owner alone.
                    #expect(try await renew(link, owner).status == 200)
                    for strange in [url, link, url + "0", url.replacing("/files/", with: "/file/")]
                    {
                        let refused = try await renew(strange, other)
                        #expect(refused.status == 422)
                        #expect(refused.body == foreign.body, "\(strange)")
                    }
                    // A guess of the owner's own is no better.
                    #expect(try await renew(url + "0", owner).body == foreign.body)
                }
            }
        }
    }
}
