package import Domain

/// One line of the operators' log.
package struct AdminLogLine: Hashable, Sendable {
    package let position: Int64
    package let at: Timestamp
    package let act: AdminAct

    /// The hash that makes a chain of the lines.
    func link(after chain: String) -> String {
        let text: JSONValue = [
            "after": .string(chain), "position": .int(position), "at": .int(at.milliseconds),
            "actor": .string(act.actor), "action": .string(act.action),
            "subject": .string(act.subject), "detail": act.detail,
        ]
        return SHA256Text.hex(of: text.bytes())
    }
}

extension Store {
    /// The newest first.
    ///
    /// - before: the position of the last line of the page before.
    package func adminLog(before: Int64?, limit: Int) async throws -> [AdminLogLine] {
        try await database.read { rows in
            try rows.all(
                """
                SELECT position, at, actor, action, subject, detail, chain FROM admin_log
                WHERE position < \(before ?? .max) ORDER BY position DESC LIMIT \(limit)
                """
            ) { try $0.adminLogLine() }
        }
    }
}

extension Rows {
    /// Where the operators' log was changed afterwards.
    borrowing func brokenAdminLog() throws -> [String] {
        var chain = ""
        var position: Int64 = 0
        var problem: String?
        try forEach(
            """
            SELECT position, at, actor, action, subject, detail, chain FROM admin_log
            ORDER BY position
            """
        ) { row in
            guard problem == nil else { return }
            let line = try row.adminLogLine()
            let link = try row.text(6)
            if line.position != position + 1 || line.link(after: chain) != link {
                problem = "the operators' log: broken at line \(position + 1)"
            }
            (position, chain) = (line.position, link)
        }
        if problem == nil, chain != (try setting(SettingName.adminLogHead) ?? "") {
            problem = "the operators' log: lines are missing at its end"
        }
        return problem.map { [$0] } ?? []
    }
}

extension Row {
    fileprivate func adminLogLine() throws -> AdminLogLine {
        AdminLogLine(
            position: try int(0),
            at: try time(1),
            act: AdminAct(
                actor: try text(2),
                action: try text(3),
                subject: try text(4),
                detail: try json(5)
            )
        )
    }
}
