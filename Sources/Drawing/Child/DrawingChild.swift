import Foundation

/// The process that draws: `aigenerate draw`. It reads requests from its standard input and writes
/// answers to its standard output (see `DrawingFrame`) until the input ends. It opens no socket,
/// and whatever a picture does to it, the server only loses a child.
package enum DrawingChild {
    /// Serves until the input ends.
    /// - Parameter arguments: what follows `draw` on the command line: `--library NAME=PATH` pairs.
    package static func run(arguments: [String]) -> Never {
        guard let files = LibraryFiles(arguments: arguments) else {
            complain("usage: aigenerate draw [--library NAME=PATH …]")
            exit(EX_USAGE)
        }
        ChildLimits.apply()
        let pipe = ChildPipe()
        let libraries = Libraries(files)
        while let json = pipe.readRequest() {
            ChildLimits.allowMoreCPU()
            let reply = reply(to: json, with: libraries)
            guard pipe.write(reply.answer, reply.bytes) else { exit(EX_IOERR) }
        }
        exit(EX_OK)
    }

    private static func complain(_ message: String) {
        FileHandle.standardError.write(Data("\(message)\n".utf8))
    }

    private static func reply(
        to json: [UInt8],
        with libraries: Libraries
    ) -> (answer: DrawingAnswer, bytes: [UInt8]) {
        guard let request = try? DrawingFrame.decode(DrawingRequest.self, from: json) else {
            return (.failure(.invalid(reason: "not a drawing request")), [])
        }
        do throws(DrawingFailure) {
            switch request {
            case .probe:
                return (.probe(report: Probe(libraries: libraries).report()), [])
            case .draw(let picture):
                let bytes = try draw(picture, with: libraries)
                return (.picture(byteCount: bytes.count), bytes)
            }
        } catch {
            return (.failure(error), [])
        }
    }

    private static func draw(
        _ request: PictureRequest,
        with libraries: Libraries
    ) throws(DrawingFailure) -> [UInt8] {
        let drawing = try libraries.drawing.get()
        var request = request
        if request.format == .jpeg { request.isTransparent = false }
        let poster = try Poster(request, with: libraries)
        try poster.draw()
        return try PictureEncoder(png: drawing.png, jpeg: libraries.jpeg, webp: libraries.webp)
            .encode(poster.canvas, as: request)
    }
}
