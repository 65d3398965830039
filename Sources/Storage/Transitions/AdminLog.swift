package import Domain

extension Store {
    /// Adds a line to the log, which is never changed: each holds the hash of the one before it.
    package func log(_ act: AdminAct) async throws {
        let now = clock.wall()
        try await database.write { tx in
            let last = try tx.rows.first(
                "SELECT position, chain FROM admin_log ORDER BY position DESC LIMIT 1"
            ) { (position: try $0.int(0), chain: try $0.text(1)) }
            let line = AdminLogLine(position: (last?.position ?? 0) + 1, at: now, act: act)
            let link = line.link(after: last?.chain ?? "")
            try tx.saveSetting(SettingName.adminLogHead, link)
            try tx.run(
                """
                INSERT INTO admin_log (position, at, actor, action, subject, detail, chain)
                VALUES (\(line.position), \(now), \(act.actor), \(act.action), \(act.subject),
                    \(act.detail.text()), \(link))
                """
            )
        }
    }
}
