import Foundation

/// `/v1/images/generations` of this server beside the bare upstream, nginx and LiteLLM: the same
/// requests to the same upstream, one after another in each round.
struct Gateways {
    static let connections = [1, 16, 64]
    /// The aim for memory is for so many pictures of 2 MB at once.
    static let crowd = 200

    struct Row {
        let drawing: Drawing
        let connections: Int
        let bare: Measurement
        let nginx: Measurement
        let ours: Measurement
        /// nil: not installed, or it did not stand the load.
        let litellm: Measurement?
    }

    private(set) var rows: [Row] = []
    private(set) var nginxMegabytes = 0.0
    private(set) var oursMegabytes = 0.0
    private(set) var crowdMegabytes = 0.0
    private(set) var litellmMegabytes: Double?
    /// 2 MB written and fsynced, one file after another.
    private(set) var filesPerSecond = 0.0

    init(_ program: URL, settings: [String: String], seconds: Int) throws {
        let upstream = try Neighbour.upstream()
        defer { upstream.stop() }
        let nginx = try Neighbour.nginx(to: upstream.port)
        defer { nginx.stop() }
        let litellm = Self.litellm(upstream.port)
        defer { litellm?.stop() }
        var folders: [URL] = []
        defer { for folder in folders { try? FileManager.default.removeItem(at: folder) } }
        for drawing in Drawing.all {
            var settings = settings
            settings["SLOTS"] = "400"
            settings["OPENAI_API_KEY"] = "sk-bench"
            settings["OPENAI_BASE_URL"] = "http://127.0.0.1:\(upstream.port)/\(drawing.path)/v1"
            let server = try Server(program, settings)
            // A file system is slow to make files while it remembers many that were just deleted: what
            // one row leaves behind must not make the next one slower.
            folders.append(server.folder)
            defer { server.stop(keepingFolder: true) }
            for connections in Self.connections {
                Command.say("\(drawing.name), \(connections) connections")
                let run = Run(drawing, connections: connections, seconds: seconds)
                rows.append(try row(run, upstream, nginx, server, litellm))
            }
            try rememberMemory(of: server, drawing, seconds: seconds)
        }
        nginxMegabytes = try nginx.peakMegabytes()
        litellmMegabytes = try litellm?.peakMegabytes()
        filesPerSecond = try DiskSpeed.filesPerSecond(of: NoisePNG.large)
    }

    /// nil when it is not there: everything else can be measured without it.
    private static func litellm(_ upstream: UInt16) -> Neighbour? {
        guard FileManager.default.isExecutableFile(atPath: Neighbour.litellm.path) else {
            Command.say("LiteLLM is not installed: its columns stay empty")
            return nil
        }
        do {
            return try Neighbour.litellm(to: upstream, Drawing.all)
        } catch {
            Command.say("LiteLLM does not start, its columns stay empty: \(error)")
            return nil
        }
    }

    private func row(
        _ run: Run,
        _ upstream: Neighbour,
        _ nginx: Neighbour,
        _ server: Server,
        _ litellm: Neighbour?
    ) throws -> Row {
        let below = "/\(run.drawing.path)"
        let bare = try run(on: upstream.place, below: below)
        let plain = try run(on: nginx.place, below: below)
        let ours = try run(on: server.place)
        var other: Measurement?
        if let litellm {
            do {
                other = try run(on: litellm.place, model: run.drawing.name)
            } catch {
                Command.say("LiteLLM: \(error)")
            }
        }
        return Row(
            drawing: run.drawing,
            connections: run.connections,
            bare: bare,
            nginx: plain,
            ours: ours,
            litellm: other
        )
    }

    /// With the large picture the peak is taken twice: at 64 connections, and with a crowd.
    private mutating func rememberMemory(
        of server: Server,
        _ drawing: Drawing,
        seconds: Int
    ) throws {
        oursMegabytes = max(oursMegabytes, try server.megabytes("VmHWM"))
        guard drawing == Drawing(picture: "large", milliseconds: 50) else { return }
        let run = Run(drawing, connections: Self.crowd, seconds: seconds)
        _ = try run(on: server.place)
        crowdMegabytes = try server.megabytes("VmHWM")
    }
}

/// One measurement to make.
struct Run {
    let drawing: Drawing
    let connections: Int
    let seconds: Int

    /// Pictures of megabytes get four seconds at least: many at once take one or two to arrive.
    init(_ drawing: Drawing, connections: Int, seconds: Int) {
        self.drawing = drawing
        self.connections = connections
        self.seconds = drawing.picture == "large" ? max(4, seconds) : seconds
    }

    /// Throws when an answer was no 2xx, or the answers were too short to hold the picture.
    func callAsFunction(
        on place: Place,
        below prefix: String = "",
        model: String = "gpt-image-2"
    ) throws -> Measurement {
        let load = drawing.load(below: prefix, model: model)
        let seen = try load.run(on: place, connections: connections, for: seconds)
        guard seen.bytes / seen.requests >= drawing.answerBytes else {
            throw BenchError("answers of \(seen.bytes / seen.requests) bytes hold no picture")
        }
        return seen
    }
}

extension Neighbour {
    fileprivate var place: Place { Place(url: "http://127.0.0.1:\(port)", key: key) }
}
