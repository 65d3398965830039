import CZlib

// Good answers as other servers write them.
extension SimulatorAnswer {
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    mutating func write(as fault: SimulatorFault) {
        switch fault {
        case .packed(let form):
            let word = form == .gzip ? "gzip" : "deflate"
            headers.append(("Content-Encoding", word))
            pieces = [.bytes(Self.packed(body, form))]
        case .bomb(let blanks):
            headers.append(("Content-Encoding", "gzip"))
            let bytes = [UInt8](repeating: 0x20, count: blanks) + body
            pieces = [.bytes(Self.packed(bytes, .gzip))]
        case .marked:
            headers = [("Content-Type", "text/event-stream")]
            pieces.insert(.bytes(Self.mark), at: 0)
        case .oddUsage: replaceUsage()
        case .brokenAfterPictures: replace(suffix: "}}", with: ",,")
        case .dialect(let dialect): write(in: dialect)
        default: break
        }
    }

    /// Changes the end of the last piece.
    private mutating func replace(suffix: String, with end: String) {
        guard case .text(let text)? = pieces.last, text.hasSuffix(suffix) else { return }
        pieces[pieces.count - 1] = .text(text.dropLast(suffix.count) + end)
    }

    private mutating func replaceUsage() {
        guard case .text(let text)? = pieces.last, let start = text.firstRange(of: "\"usage\":")
        else { return }
        let odd = """
            {"input_tokens":12.5,"output_tokens":"7","total_tokens":1e2,"cost":-3,"note":"about 9",\
            "input_tokens_details":{"text_tokens":0.1,"cached":null}}}
            """
        pieces[pieces.count - 1] = .text(text[..<start.upperBound] + odd)
    }

    private mutating func write(in dialect: Set<StreamDialect>) {
        var text = pieces
        if dialect.contains(.nameless) {
            text = text.map { piece in
                guard case .text(let line) = piece, line.hasPrefix("event: "),
                    let data = line.firstRange(of: "data: ")
                else { return piece }
                return .text(String(line[data.lowerBound...]))
            }
        }
        if dialect.contains(.comments) { text.insert(.text(": hello\n\n:\n"), at: 0) }
        if dialect.contains(.done) { text.append(.text("data: [DONE]\n\n")) }
        pieces = text
        if dialect.contains(.noLastBlankLine) { dropLastLines() }
        if dialect.contains(.carriageReturns) {
            pieces = pieces.map { piece in
                guard case .text(let line) = piece else { return piece }
                return .text(line.replacing("\n", with: "\r\n"))
            }
        }
        if dialect.contains(.byteOrderMark) { pieces.insert(.bytes(Self.mark), at: 0) }
    }

    private mutating func dropLastLines() {
        guard case .text(let line)? = pieces.last else { return }
        pieces[pieces.count - 1] = .text(String(line.reversed().drop { $0 == "\n" }.reversed()))
    }

    private static func packed(_ bytes: [UInt8], _ form: Packing) -> [UInt8] {
        let window: Int32 =
            switch form {
            case .gzip: 15 + 16
            case .zlib: 15
            case .rawDeflate: -15
            }
        var stream = z_stream()
        deflateInit2_(
            &stream,
            6,
            Z_DEFLATED,
            window,
            8,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        defer { deflateEnd(&stream) }
        var (input, output) = (bytes, [UInt8](repeating: 0, count: bytes.count + 1_024))
        let count = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                _ = deflate(&stream, Z_FINISH)
                return target.count - Int(stream.avail_out)
            }
        }
        return Array(output[..<count])
    }
}
