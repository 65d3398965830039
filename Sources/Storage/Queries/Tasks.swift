package import Domain

extension Store {
    /// A task of an account, by our id or by the caller's own.
    package func task(_ id: String, account: Int64) async throws -> MediaTask? {
        try await database.read { rows in
            let found =
                if let taskID = TaskID(id) {
                    taskID
                } else {
                    try rows.first(
                        """
                        SELECT task_id FROM client_task
                        WHERE account_id = \(account) AND client_id = \(id)
                        """
                    ) { try $0.taskID(0) }
                }
            guard let found, let task = try rows.task(found), task.accountID == account else {
                return nil
            }
            return task
        }
    }

    /// A task whoever it belongs to: for workers and operators.
    package func task(_ id: TaskID) async throws -> MediaTask? {
        try await database.read { rows in try rows.task(id) }
    }

    /// Whether a task has ended; nil: there is none. Much less than reading it.
    package func hasEnded(_ id: TaskID) async throws -> Bool? {
        try await database.read { rows in
            try rows.first("SELECT state FROM task WHERE id = \(id)") {
                try $0.word(0, as: TaskState.self).isTerminal
            }
        }
    }

    package func tasks(_ filter: TaskFilter) async throws -> [MediaTask] {
        try await database.read { rows in
            let ids = try rows.all(filter.statement) { try $0.taskID(0) }
            return try ids.compactMap { try rows.task($0) }
        }
    }
}

/// Which tasks of an account to list, newest first.
package struct TaskFilter: Sendable {
    /// nil: of all accounts, for operators.
    package let accountID: Int64?
    package var states: [TaskState]?
    package var slug: String?
    package var keyID: Int64?
    /// A metadata pair that must match.
    package var metadata: (name: String, value: String)?
    /// Half open: from ≤ created < to.
    package var from: Timestamp?
    package var to: Timestamp?
    /// Older than this id: the last one of the page before.
    package var before: TaskID?
    package var limit: Int

    package init(accountID: Int64?, limit: Int) {
        self.accountID = accountID
        self.limit = limit
    }

    var statement: Statement {
        let page: Statement = before.map { "\(part: conditions) AND id < \($0)" } ?? conditions
        return "SELECT id FROM task WHERE \(part: page) ORDER BY id DESC LIMIT \(limit)"
    }

    /// Without the cursor.
    var conditions: Statement {
        var statement: Statement = accountID.map { "account_id = \($0)" } ?? "1 = 1"
        func add(_ condition: Statement) {
            statement = "\(part: statement) AND \(part: condition)"
        }
        if let states { add("state IN \(list: states.map(\.rawValue))") }
        if let slug { add("slug = \(slug)") }
        if let keyID { add("key_id = \(keyID)") }
        if let metadata {
            // Not a JSON path: the caller's names may hold quotes.
            add(
                """
                EXISTS (SELECT 1 FROM json_each(metadata)
                    WHERE key = \(metadata.name) AND value = \(metadata.value))
                """
            )
        }
        if let from { add("created_at >= \(from)") }
        if let to { add("created_at < \(to)") }
        return statement
    }
}

extension Rows {
    borrowing func task(_ id: TaskID) throws -> MediaTask? {
        var task = try first(
            """
            SELECT id, account_id, key_id, client_id, slug, served_by, is_stand_in, state, tries,
                body, callback_url, metadata, payer, price_version, held, charged, fail_class,
                fail_message, outputs, seed, request_id, created_at, updated_at, started_at,
                completed_at, expires_at, typical_ms, facts,
                CASE WHEN served_by IS NULL THEN NULL ELSE input END, receipt,
                list_price
            FROM task WHERE id = \(id)
            """
        ) { try $0.mediaTask() }
        if task?.hasBeenTried == true {
            task?.attempts = try all(
                """
                SELECT number, provider, model, started_at, ended_at, outcome, detail FROM attempt
                WHERE task_id = \(id) ORDER BY number
                """
            ) { row in
                Attempt(
                    number: Int(try row.int(0)),
                    provider: try row.text(1),
                    model: try row.text(2),
                    startedAt: try row.time(3),
                    endedAt: try row.optionalTime(4),
                    outcome: try row.text(5),
                    detail: try row.optionalText(6)
                )
            }
        }
        return task
    }
}

extension Row {
    fileprivate func mediaTask() throws -> MediaTask {
        var task = MediaTask(
            id: try taskID(0),
            accountID: try int(1),
            keyID: try int(2),
            clientID: try optionalText(3),
            slug: try text(4),
            servedBy: try optionalText(5),
            isStandIn: try bool(6),
            state: try word(7, as: TaskState.self),
            hasBeenTried: try int(8) > 0,
            body: try text(9),
            callbackURL: try optionalText(10),
            metadata: try metadata(11),
            payer: try word(12, as: Payer.self),
            priceVersion: try text(13),
            held: try money(14),
            charged: try money(15),
            failClass: try optionalWord(16, as: FailClass.self),
            failMessage: try optionalText(17),
            outputs: try outputs(18),
            seed: try optionalInt(19),
            requestID: try text(20),
            createdAt: try time(21),
            updatedAt: try time(22),
            startedAt: try optionalTime(23),
            completedAt: try optionalTime(24),
            expiresAt: try optionalTime(25),
            typicalMilliseconds: Int(try int(26)),
            attempts: []
        )
        task.receipt = try optionalText(29)
        task.listPrice = try optionalMoney(30)
        if try optionalText(27) != nil { task.facts = PictureFacts(json: try json(27)) }
        if task.servedBy != nil {
            task.servedSize = CheckedInput(json: readableJSON(28))?.size
        }
        return task
    }

    private func metadata(_ column: Int32) throws -> [String: String] {
        let text = try text(column)
        guard text != "{}" else { return [:] }
        return try json(column).objectValue?.compactMapValues(\.stringValue) ?? [:]
    }

    private func outputs(_ column: Int32) throws -> [Output] {
        let text = try text(column)
        guard text != "[]" else { return [] }
        return try json(column).arrayValue?.compactMap(Output.init(json:)) ?? []
    }
}
