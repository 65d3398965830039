extension Store {
    /// Deletes small pictures; what is not there is no error. A few at a time, for each is some twenty
    /// pages to be read, while orders wait.
    func forgetSmallPictures(_ paths: [String]) async throws {
        for start in stride(from: 0, to: paths.count, by: 5) {
            let few = paths[start..<min(start + 5, paths.count)]
            try await database.write { tx in
                for path in few { try tx.run("DELETE FROM small_picture WHERE path = \(path)") }
            }
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
