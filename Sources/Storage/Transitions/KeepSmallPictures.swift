extension Store {
    /// Deletes small pictures; what is not there is no error.
    func forgetSmallPictures(_ paths: [String]) async throws {
        guard !paths.isEmpty else { return }
        try await database.write { tx in
            for path in paths { try tx.run("DELETE FROM small_picture WHERE path = \(path)") }
        }
    }
}

extension Tx {
    /// Part of a task's end: record, payment and picture are there together or not at all.
    borrowing func keep(_ pictures: [SmallPicture]) throws {
        for picture in pictures {
            try run(
                """
                INSERT INTO small_picture (path, bytes) VALUES (\(picture.path), \(picture.bytes))
                """
            )
        }
    }
}
