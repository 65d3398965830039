@testable import Storage
import TestKit

extension TestStore {
    /// Changes the file behind the store's back, as nobody but an intruder or a bug would.
    func tamper(_ script: String) throws {
        let connection = try SQLiteConnection(path: databasePath, access: .writer)
        defer { connection.close() }
        try connection.execute(script: script)
    }
}
