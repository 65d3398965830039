import AIGenerateClient
import Domain
import Foundation
import TestKit
import Testing

/// The Swift client and the command line against the real server.
@Suite struct UsingTheClient {
    private func client(_ customer: Customer) throws -> AIGenerateClient {
        try AIGenerateClient(server: customer.server.address, key: customer.key)
    }

    @Test func `order, watch, download`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let client = try client(customer)
            let input = ImageInput(prompt: "a fox", size: "64x64", seed: 7)
            let quote = try await client.quote(model: "sandbox-instant", input: input)
            #expect(quote.max.usd == 0)
            let task = try await client.createTask(
                model: "sandbox-instant",
                input: input,
                taskID: "client-task-id-00001"
            )
            #expect(!task.isReplay)
            var states: [String] = []
            for try await record in client.states(of: task.taskID) {
                states.append(record.state.rawValue)
            }
            #expect(states.last == "success")
            let record = try await client.wait(for: task.taskID)
            #expect(record.clientTaskID == "client-task-id-00001")
            let output = try #require(record.outputs.first)
            let file = server.folder.appending(component: "fox.png")
            _ = try await client.download(output, to: file)
            let bytes = try Data(contentsOf: file)
            #expect(SHA256Text.hex(of: Array(bytes)) == output.sha256)
            #expect(try await client.list().tasks.map(\.taskID) == [task.taskID])
            #expect(try await client.balance().available.credits == Decimal(string: "1428.57"))
            let again = try await client.createTask(
                model: "sandbox-instant",
                input: input,
                taskID: "client-task-id-00001"
            )
            #expect(again.isReplay)
        }
    }

    @Test func `a task tells how it goes on, with half-done pictures`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let id = try await customer.order([
                "model": "sandbox-slow",
                "input": ["prompt": "a fox", "size": "64x64", "partial_images": 2],
            ])
            var partials: [Int] = []
            var hasState = false
            var record: TaskRecord?
            for try await event in try client(customer).events(of: id) {
                switch event {
                case .state: hasState = true
                case .partialImage(let partial):
                    partials.append(partial.index)
                    let picture = try await Call.send("GET", partial.url)
                    #expect(picture.status == 200)
                    #expect(picture["content-type"] == "image/png")
                case .done(let end): record = end
                }
            }
            #expect(hasState)
            #expect(partials == [0, 1])
            #expect(record?.state == .success)
            #expect(record?.outputs.count == 1)
            // They are gone with the end, rows and files.
            #expect(try await server.rows("SELECT task_id FROM partial_picture").isEmpty)
            let left = try FileManager.default.contentsOfDirectory(
                atPath: server.dataPath + "/files/partials"
            )
            #expect(left.isEmpty)
            let after = try await customer.get("/api/v1/jobs/\(id)/events")
            #expect(after.text.contains("event: done"))
            let again = try await Call.send(
                "GET",
                server.address + "/api/v1/jobs/\(id)/events",
                headers: customer.headers + [("Last-Event-ID", "0.success.100")]
            )
            #expect(again.status == 204)
        }
    }

    @Test func `cancel, and what is wrong, in the client's words`() async throws {
        try await ServerProcess.run { server in
            let client = try client(try server.customer())
            let task = try await client.createTask(
                model: "sandbox-instant",
                input: ImageInput(prompt: "a fox !slow 600", size: "64x64")
            )
            try await client.cancel(task.taskID)
            let record = try await client.wait(for: task.taskID)
            #expect(record.state == .fail)
            #expect(record.failClass == .cancelled)
            await #expect {
                _ = try await client.createTask(
                    model: "sandbox-instnt",
                    input: ImageInput(prompt: "a fox")
                )
            } throws: { error in
                guard case AIGenerateError.server(let answer) = error else { return false }
                return answer.code == 404 && answer.param == "model" && !answer.isTemporary
            }
        }
    }

    @Test func `a large file to work from is uploaded, by the client and by the command`()
        async throws
    {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let file = server.folder.appending(component: "large \"fox\".png")
            let picture = TestPicture.bulky(byteCount: 3_000_000, width: 64, height: 64, seed: 1)
            try Data(picture.bytes).write(to: file)
            let kept = try await client(customer).upload(file)
            #expect(kept.bytes == Int64(picture.byteCount))
            #expect(kept.sha256 == picture.sha256)
            #expect(kept.mime == "image/png")
            let result = server.folder.appending(component: "night.png").path
            let done = try await server.command(
                [
                    "generate", "make it night", "--image", file.path, "-o", result, "--size",
                    "1024x1024",
                ],
                environment: [
                    "AIGENERATE_SERVER": server.address, "AIGENERATE_API_KEY": customer.key,
                ],
                onData: false
            )
            #expect(done.code == 0, "\(done.errors)")
            #expect(FileManager.default.fileExists(atPath: result))
            #expect(try await server.rows("SELECT id FROM upload").count == 2)
            let missing = await #expect(throws: AIGenerateError.self) {
                _ = try await client(customer).upload(URL(filePath: "/nowhere.png"))
            }
            #expect(missing?.description.contains("nowhere.png") == true)
        }
    }

    @Test func `the command saves a picture and tells why not`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            func generate(_ arguments: String...) async throws -> ChildProcess.Ending {
                try await server.command(
                    ["generate"] + arguments,
                    environment: [
                        "AIGENERATE_SERVER": server.address, "AIGENERATE_API_KEY": customer.key,
                    ],
                    onData: false
                )
            }
            let file = server.folder.appending(component: "fox.png").path
            let model = ["--model", "sandbox-instant", "--size", "64x64"]
            let done = try await generate(
                "a fox",
                "-o",
                file,
                model[0],
                model[1],
                model[2],
                model[3]
            )
            #expect(done.code == 0, "\(done.errors)")
            #expect(done.text.contains("fox.png"))
            #expect(
                FileManager.default.contents(atPath: file)?.prefix(4) == Data([137, 80, 78, 71])
            )
            let refused = try await generate("a fox !refuse", "-o", file, model[0], model[1])
            #expect(refused.code == 6)
            let failed = try await generate("a fox !fail", "-o", file, model[0], model[1])
            #expect(failed.code == 5)
            let poor = try await server.newCustomer(usd: "0.001")
            let unpaid = try await server.command(
                ["generate", "a fox", "--model", "openai-gpt-image-1-5-text-to-image-medium"],
                environment: [
                    "AIGENERATE_SERVER": server.address, "AIGENERATE_API_KEY": poor.key,
                ],
                onData: false
            )
            #expect(unpaid.code == 4)
        }
    }
}
