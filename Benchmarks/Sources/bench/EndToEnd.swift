import Foundation

/// Tasks from the first post to the last finished picture.
struct EndToEnd {
    let tasks: Int
    let perSecond: Double

    /// Posts at 16 connections for so long, then waits until the newest task has ended.
    init(_ server: Server, body: String, seconds: Int) throws {
        let before = try server.figure("aigenerate_tasks_total", with: "success")
        let started = DispatchTime.now()
        _ = try Load.creating(body).run(on: server.place, connections: 16, for: seconds)
        try Self.waitForTheLast(server)
        let elapsed = DispatchTime.now().uptimeNanoseconds - started.uptimeNanoseconds
        tasks = try server.figure("aigenerate_tasks_total", with: "success") - before
        let failed = try server.figure("aigenerate_tasks_total", with: "fail")
        guard failed == 0, tasks > 0 else { throw BenchError("\(failed) tasks failed") }
        perSecond = Double(tasks) * 1_000_000_000 / Double(elapsed)
    }

    private static func waitForTheLast(_ server: Server) throws {
        let deadline = DispatchTime.now() + 300
        while DispatchTime.now() < deadline {
            let isBusy = try ["waiting", "generating"].contains {
                try server.get("/api/v1/jobs/list?limit=1&state=\($0)").contains("\"taskId\"")
            }
            if !isBusy { return }
            usleep(20_000)
        }
        throw BenchError("tasks were not finished within 300 s")
    }
}
