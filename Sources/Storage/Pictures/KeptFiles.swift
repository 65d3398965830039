/// Everything that is kept, wherever it is: small pictures in their rows, all else in the folder.
package struct KeptFiles: FileStorage {
    private let store: Store
    private let disk: DiskFiles

    package init(store: Store, disk: DiskFiles) {
        self.store = store
        self.disk = disk
    }

    package func place(localPath: String, as name: String, durably: Bool) async throws {
        try await disk.place(localPath: localPath, as: name, durably: durably)
    }

    package func open(_ name: String) async throws -> StoredFile? {
        guard SmallPicture.isName(name) else { return try await disk.open(name) }
        return try await store.smallPicture(name).map(StoredFile.init)
    }

    package func delete(_ names: [String]) async throws {
        try await disk.delete(names.filter { !SmallPicture.isName($0) })
        try await store.forgetSmallPictures(names.filter(SmallPicture.isName))
    }
}
