import Domain

extension Store {
    /// Whether a kept file is an upload, an output or a half-done image of this account. Its name
    /// says which row to ask: names are ours.
    package func owns(_ path: String, account: Int64) async throws -> Bool {
        let name = path.split(separator: "/").last ?? ""
        let id = String(name.prefix { $0 != "." })
        if id.hasPrefix(Upload.prefix) {
            return try await upload(id, account: account)?.path == path
        }
        return try await database.read { rows in
            let owner = try rows.first(
                """
                SELECT 1 FROM task, json_each(task.outputs) AS output
                WHERE task.id = \(id) AND task.account_id = \(account)
                    AND json_extract(output.value, '$.path') = \(path)
                UNION ALL
                SELECT 1 FROM task JOIN partial_picture ON partial_picture.task_id = task.id
                WHERE task.id = \(id) AND task.account_id = \(account)
                    AND partial_picture.path = \(path)
                """
            ) { try $0.int(0) }
            return owner != nil
        }
    }
}
