import Domain
import Foundation

/// Reads a multipart form (RFC 7578), strictly: a form that is not closed is an error.
enum SimulatorForm {
    static func read(
        _ body: [UInt8],
        contentType: String
    ) throws(SimulatorError) -> (fields: [String: JSONValue], files: [SimulatorRequest.File]) {
        guard let mark = contentType.firstRange(of: "boundary=") else { throw broken }
        let boundary = contentType[mark.upperBound...].trimmingPrefix("\"").prefix { $0 != "\"" }
        let data = Data(body)
        let delimiter = Data("\r\n--\(boundary)".utf8)
        guard data.starts(with: delimiter.dropFirst(2)) else { throw broken }
        var fields: [String: JSONValue] = [:]
        var files: [SimulatorRequest.File] = []
        var start = delimiter.count - 2
        while !data[start...].starts(with: Data("--\r\n".utf8)) {
            guard data[start...].starts(with: Data("\r\n".utf8)),
                let end = data.range(of: delimiter, in: start..<data.count),
                let gap = data.range(of: Data("\r\n\r\n".utf8), in: start..<end.lowerBound)
            else { throw broken }
            let head = String(decoding: data[start + 2..<gap.lowerBound], as: UTF8.self)
            let content = data[gap.upperBound..<end.lowerBound]
            guard let name = parameter("name", of: head) else { throw broken }
            if let fileName = parameter("filename", of: head) {
                let type = head.split(separator: "\r\n").first { $0.hasPrefix("Content-Type: ") }
                files.append(
                    SimulatorRequest.File(
                        field: name,
                        name: fileName,
                        contentType: type.map { String($0.dropFirst("Content-Type: ".count)) },
                        bytes: Array(content)
                    )
                )
            } else {
                fields[name] = .string(String(decoding: content, as: UTF8.self))
            }
            start = end.upperBound
        }
        return (fields, files)
    }

    private static let broken = SimulatorError(message: "Could not parse multipart form")

    private static func parameter(_ name: String, of head: String) -> String? {
        guard let start = head.firstRange(of: " \(name)=\"") else { return nil }
        return String(head[start.upperBound...].prefix { $0 != "\"" })
    }
}
