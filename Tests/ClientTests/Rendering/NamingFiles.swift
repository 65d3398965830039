import Testing
import aigenerate

@Suite struct NamingFiles {
    private static func names(_ wish: String?, _ count: Int, seed: Int64? = nil) -> [String] {
        OutputNames.paths(
            wish: wish,
            count: count,
            taskID: "task_1",
            seed: seed,
            mimes: Array(repeating: "image/webp", count: count)
        )
    }

    @Test func `one picture has the name that was asked for`() {
        #expect(Self.names("fox.png", 1) == ["fox.png"])
        #expect(Self.names("a.b/fox", 1) == ["a.b/fox"])
    }

    @Test func `several are numbered before the ending`() {
        #expect(Self.names("fox.png", 2) == ["fox-1.png", "fox-2.png"])
        #expect(Self.names("a.b/fox", 2) == ["a.b/fox-1", "a.b/fox-2"])
        #expect(Self.names("a.b/.fox", 2) == ["a.b/.fox-1", "a.b/.fox-2"])
        #expect(Self.names("fox.tar.gz", 2) == ["fox.tar-1.gz", "fox.tar-2.gz"])
    }

    @Test func `a folder, or nothing, leaves the name to the task`() {
        #expect(Self.names(nil, 1) == ["task_1.webp"])
        #expect(Self.names(nil, 1, seed: 4211) == ["task_1_4211.webp"])
        #expect(Self.names("out/", 2, seed: 7) == ["out/task_1_7-1.webp", "out/task_1_7-2.webp"])
    }
}
