extension Store {
    /// The bytes of a small picture; nil when there is none of this name.
    func smallPicture(_ path: String) async throws -> [UInt8]? {
        try await database.read { rows in
            try rows.first("SELECT bytes FROM small_picture WHERE path = \(path)") {
                try $0.blob(0)
            }
        }
    }
}
