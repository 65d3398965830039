import Domain

extension Store {
    /// Tasks of a paused model are accepted and wait; those that run go on.
    package func pause(slug: String) async throws {
        let now = clock.wall()
        try await database.write { tx in
            try tx.run(
                "INSERT INTO pause (slug, at) VALUES (\(slug), \(now)) ON CONFLICT DO NOTHING"
            )
        }
    }

    package func resume(slug: String) async throws {
        try await database.write { tx in
            try tx.run("DELETE FROM pause WHERE slug = \(slug)")
        }
        wakeUps.wake()
    }
}
