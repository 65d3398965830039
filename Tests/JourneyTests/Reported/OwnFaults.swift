import Domain
import Foundation
import TestKit
import Testing

extension ReportedByUsers {
    /// Our own descriptors and disk fail after an image was bought.
    @Suite struct OwnFaults {
        private static let large = "[fault big 300000] a fox"

        /// With 64 files open at most, half of what was bought was thrown away as `provider_error`.
        @Test func `a server with few descriptors delivers or refuses, and fails nothing`()
            async throws
        {
            try await OpenAISimulator.run { openAI in
                let settings = openAI.settings.merging([
                    "AIGENERATE_RATE_LIMIT_CREATES": "100000"
                ]) { $1 }
                let few = ["/bin/sh", "-c", "ulimit -n 64; exec \"$0\" \"$@\""]
                try await ServerProcess.run(settings, wrapper: few) { server in
                    let customer = try server.customer()
                    let answers = try await order(100, customer)
                    let ids = answers.compactMap { $0.data["taskId"]?.stringValue }
                    let refused = answers.filter { $0.status != 200 }
                    #expect(refused.allSatisfy { $0.status == 503 })
                    #expect(ids.count + refused.count == 100 && ids.count >= 50)
                    for id in ids {
                        let record = try await customer.ended(id)
                        #expect(record["state"] == "success", "\(record)")
                    }
                    #expect(openAI.purchases == ids.count)
                    #expect(try await customer.balance().spent == Orders.price * ids.count)
                    #expect(try await losses(server) == 0)
                }
            }
        }

        /// An fsync that failed cost the customer the image and us the money.
        @Test func `a disk that does not sync keeps what was bought, and sells no more meanwhile`()
            async throws
        {
            try await OpenAISimulator.run { openAI in
                try await ServerProcess.run(openAI.settings) { server in
                    let customer = try server.customer()
                    let disk = try await failing("fsync", of: server)
                    let id = try await customer.order(Orders.paid(Self.large))
                    let record = try await customer.ended(id)
                    #expect(record["state"] == "success", "\(record)")
                    let refused = try await customer.create(Orders.paid())
                    #expect(refused.status == 503 && refused.code == 455)
                    #expect(refused.message.contains("cannot write its files"))
                    let ready = try await Call.send("GET", server.address + "/readyz")
                    #expect(ready.status == 503 && ready.text.contains("the disk reports errors"))
                    #expect(server.log.contains("files cannot be written"))
                    disk.signal(SIGTERM)
                    _ = try await disk.ending()
                    // It goes on by itself.
                    let next = try await eventually("work is taken again") {
                        let answer = try await customer.create(Orders.paid(Self.large))
                        return answer.status == 200 ? answer.data["taskId"]?.stringValue : nil
                    }
                    #expect(try await customer.ended(next)["state"] == "success")
                    #expect(openAI.purchases == 2)
                    #expect(try await losses(server) == 0)
                    try await isWhole(record, openAI)
                }
            }
        }

        private func order(_ count: Int, _ customer: Customer) async throws -> [Answer] {
            // A few at a time: connections of clients need descriptors, too.
            try await withThrowingTaskGroup(of: [Answer].self) { group in
                for start in 0..<5 {
                    group.addTask {
                        var answers: [Answer] = []
                        for number in stride(from: start, to: count, by: 5) {
                            let order = Orders.paid("\(Self.large) \(number)")
                            answers.append(try await customer.create(order))
                        }
                        return answers
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
        }

        /// Lets a system call of the running server fail from now on, until the returned process ends.
        private func failing(
            _ call: String,
            of server: ServerProcess
        ) async throws -> ChildProcess {
            let pid = try #require(server.processID)
            let tracer = try ChildProcess(
                "/usr/bin/strace",
                [
                    "-f", "-qq", "-p", "\(pid)", "-o", "/dev/null", "-e", "trace=\(call)",
                    "-e", "inject=\(call):error=EIO",
                ],
                folder: server.folder
            )
            _ = try await eventually("every thread is traced") {
                let threads = try FileManager.default.contentsOfDirectory(
                    atPath: "/proc/\(pid)/task"
                )
                let isTraced = threads.allSatisfy { thread in
                    let path = "/proc/\(pid)/task/\(thread)/status"
                    let status = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
                    return !status.contains("TracerPid:\t0\n")
                }
                return isTraced ? true : nil
            }
            return tracer
        }

        private func losses(_ server: ServerProcess) async throws -> Int64? {
            let rows = try await server.rows(
                "SELECT COUNT(*) AS n FROM cost WHERE borne_by = 'loss'"
            )
            return rows.first?["n"]?.intValue
        }

        private func isWhole(_ record: JSONValue, _ openAI: OpenAISimulator) async throws {
            let output = try #require(record["outputs"]?.arrayValue?.first)
            let file = try await Call.send("GET", output["url"]?.stringValue ?? "")
            #expect(file.status == 200)
            #expect(SHA256Text.hex(of: file.body) == openAI.pictures.first?.sha256)
        }
    }
}
