package import Domain

/// A half-done picture that stands in the file storage and may be shown.
package struct ShownPartial: Hashable, Sendable {
    package let attempt: Int
    /// 0 first, in the order of arrival.
    package let number: Int
    package let path: String
    package let size: String?
    package let quality: String?

    package init(attempt: Int, number: Int, path: String, size: String?, quality: String?) {
        self.attempt = attempt
        self.number = number
        self.path = path
        self.size = size
        self.quality = quality
    }
}

extension Store {
    /// Lets those who watch a task see a half-done picture. Ignored when the job is no longer ours.
    package func show(_ partial: ShownPartial, of task: TaskID) async throws {
        let node = node
        try await database.write { tx in
            try tx.run(
                """
                INSERT INTO partial_picture (task_id, attempt, number, path, size, quality)
                SELECT task_id, attempt, \(partial.number), \(partial.path), \(partial.size),
                    \(partial.quality)
                FROM job WHERE task_id = \(task) AND owner = \(node)
                    AND attempt = \(partial.attempt)
                ON CONFLICT DO NOTHING
                """
            )
        }
        bells.ring(task)
    }

    /// Half-done pictures of a live task, in order.
    package func partials(of task: TaskID) async throws -> [ShownPartial] {
        try await database.read { rows in
            try rows.all(
                """
                SELECT attempt, number, path, size, quality FROM partial_picture
                WHERE task_id = \(task) ORDER BY attempt, number
                """
            ) { row in
                ShownPartial(
                    attempt: Int(try row.int(0)),
                    number: Int(try row.int(1)),
                    path: try row.text(2),
                    size: try row.optionalText(3),
                    quality: try row.optionalText(4)
                )
            }
        }
    }

    /// Paths of half-done pictures whose task has ended; files first, then `forgetPartials`.
    package func endedPartials(limit: Int) async throws -> [(task: TaskID, path: String)] {
        try await database.read { rows in
            try rows.all(
                """
                SELECT p.task_id, p.path FROM partial_picture p
                LEFT JOIN job j ON j.task_id = p.task_id
                WHERE j.task_id IS NULL LIMIT \(limit)
                """
            ) { (task: try $0.taskID(0), path: try $0.text(1)) }
        }
    }

    package func forgetPartials(of tasks: [TaskID]) async throws {
        try await database.write { tx in
            for task in tasks {
                try tx.run("DELETE FROM partial_picture WHERE task_id = \(task)")
            }
        }
    }

    /// Those of one attempt that has ended: a later one may be showing its own already.
    package func forgetPartials(of task: TaskID, attempt: Int) async throws {
        try await database.write { tx in
            try tx.run(
                "DELETE FROM partial_picture WHERE task_id = \(task) AND attempt = \(attempt)"
            )
        }
    }
}
