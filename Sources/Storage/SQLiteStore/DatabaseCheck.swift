/// A look at a database file that nobody has open. It changes nothing.
package enum DatabaseCheck {
    /// What is wrong with the file, nil when nothing is.
    package static func problem(at path: String) -> String? {
        do {
            let connection = try SQLiteConnection(path: path, access: .reader)
            defer { connection.close() }
            let rows = Rows(engine: .sqlite(connection))
            let findings = try rows.all("PRAGMA quick_check(3)") { try $0.text(0) }
            return findings == ["ok"] ? nil : findings.joined(separator: "; ")
        } catch {
            return "\(error)"
        }
    }
}
