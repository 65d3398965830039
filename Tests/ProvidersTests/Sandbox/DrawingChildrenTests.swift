import Domain
import Drawing
import Foundation
import Glibc
import Providers
import Testing

@Suite struct DrawingChildren {
    private let picture = PictureRequest(prompt: "Fox", width: 64, height: 64, seed: 1)

    /// A program that reads nothing, answers nothing and does not end: it waits for a file to
    /// grow.
    private static let mute = DrawingCommand(
        executable: "/usr/bin/tail",
        arguments: ["-q", "-n", "0", "-f", "/etc/passwd"]
    )

    @Test func `no child is started before the first picture`() async throws {
        let studio = DrawingStudio(.ours())
        #expect(studio.children.isEmpty)
        _ = try await studio.draw(picture)
        #expect(studio.children.count == 1)
    }

    @Test func `a child killed between two pictures is replaced`() async throws {
        let studio = DrawingStudio(.ours())
        let before = try await studio.draw(picture)
        let child = try #require(studio.children.first)
        #expect(kill(child, SIGKILL) == 0)
        #expect(try await studio.draw(picture) == before)
        #expect(!studio.children.contains(child))
        #expect(studio.children.count == 1)
    }

    @Test func `many pictures at once share a few children`() async throws {
        let events = NotedInOrder<DrawingStudio.Event>()
        let studio = DrawingStudio(.ours(), most: 2, report: { events.add($0) })
        let pictures = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<12 { group.addTask { try await studio.draw(picture) } }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(pictures.count == 1)
        #expect((1...2).contains(events.all.count))
    }

    @Test func `a picture past its deadline costs the child its life`() async throws {
        let events = NotedInOrder<DrawingStudio.Event>()
        let studio = DrawingStudio(
            Self.mute,
            deadline: .milliseconds(1),
            report: { events.add($0) }
        )
        await #expect(throws: StudioFailure.overdue) { try await studio.draw(picture) }
        #expect(studio.children.isEmpty)
        guard case .started(let pid) = events.all.first else {
            Issue.record("no child was started")
            return
        }
        #expect(events.all.last == .ended(pid: pid, because: "overdue"))
        #expect(kill(pid, 0) == -1)
    }

    @Test func `a program that answers nonsense is told apart`() async throws {
        let studio = DrawingStudio(DrawingCommand(executable: "/bin/echo"))
        await #expect(throws: StudioFailure.self) { try await studio.draw(picture) }
        #expect(studio.children.isEmpty)
    }

    @Test func `a missing program is told apart`() async throws {
        let studio = DrawingStudio(DrawingCommand(executable: "/nonexistent/aigenerate"))
        do {
            _ = try await studio.draw(picture)
            Issue.record("something was drawn")
        } catch {
            guard case .cannotStart(_, isMissing: true) = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test func `an idle child is ended and the next picture gets a new one`() async throws {
        let (ends, ended) = AsyncStream<Int32>.makeStream()
        let studio = DrawingStudio(
            .ours(),
            idle: .milliseconds(1),
            report: {
                if case .ended(let pid, "idle") = $0 { ended.yield(pid) }
            }
        )
        let before = try await studio.draw(picture)
        var iterator = ends.makeAsyncIterator()
        let pid = try #require(await iterator.next())
        #expect(kill(pid, 0) == -1)
        #expect(try await studio.draw(picture) == before)
    }

    @Test func `a picture that still waits can be given up`() async throws {
        let (starts, started) = AsyncStream<Int32>.makeStream()
        let studio = DrawingStudio(
            Self.mute,
            most: 1,
            report: { if case .started(let pid) = $0 { started.yield(pid) } }
        )
        let first = Task { try await studio.draw(picture) }
        var iterator = starts.makeAsyncIterator()
        let busy = try #require(await iterator.next())
        let second = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await studio.draw(picture)
        }
        await #expect(throws: StudioFailure.cancelled) { try await second.value }
        #expect(kill(busy, SIGKILL) == 0)
        // Found dead, it is replaced once; the second death is final.
        let replacement = try #require(await iterator.next())
        #expect(kill(replacement, SIGKILL) == 0)
        await #expect(throws: StudioFailure.self) { try await first.value }
    }

    @Test func `a child holds nothing of ours and little for itself`() async throws {
        // A descriptor that somebody forgot to mark close-on-exec.
        let forgotten = open("/etc/hostname", O_RDONLY)
        defer { close(forgotten) }
        let studio = DrawingStudio(.ours())
        _ = try await studio.draw(picture)
        let child = "/proc/\(try #require(studio.children.first))"
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(child)/fd")
        let targets = try files.map {
            try FileManager.default.destinationOfSymbolicLink(atPath: "\(child)/fd/\($0)")
        }
        #expect(targets.allSatisfy { $0.hasPrefix("pipe:") || $0 == "/dev/null" })
        let environment = try String(contentsOfFile: "\(child)/environ", encoding: .utf8)
        #expect(
            Set(environment.split(separator: "\0")) == ["PATH=/usr/bin:/bin", "LANG=C.UTF-8"]
        )
        let limits = try String(contentsOfFile: "\(child)/limits", encoding: .utf8)
            .split(separator: "\n")
        #expect(limits.contains { $0.hasPrefix("Max address space") && $0.contains("1610612736") })
        #expect(limits.contains { $0.hasPrefix("Max core file size") && $0.contains(" 0 ") })
        #expect(limits.contains { $0.hasPrefix("Max open files") && $0.contains(" 64 ") })
    }

    @Test(arguments: ["cairo", "pango", "pangocairo", "gobject", "png"])
    func `a missing library is named`(library: String) async throws {
        let studio = DrawingStudio(.ours(["--library", "\(library)=/nonexistent.so"]))
        await #expect(throws: StudioFailure.answer(.notInstalled(libraries: [library]))) {
            try await studio.draw(picture)
        }
        #expect(try await studio.probe().formats.isEmpty)
        #expect(studio.children.count == 1)
    }

    @Test func `PNG needs neither the JPEG nor the WebP library`() async throws {
        let studio = DrawingStudio(
            .ours(["--library", "turbojpeg=/none.so", "--library", "webp=/none.so"])
        )
        #expect(try await studio.probe().formats == [.png])
        #expect(PNGFile(try await studio.draw(picture)) != nil)
        var jpeg = picture
        jpeg.format = .jpeg
        await #expect(throws: StudioFailure.answer(.notInstalled(libraries: ["turbojpeg"]))) {
            try await studio.draw(jpeg)
        }
    }
}
