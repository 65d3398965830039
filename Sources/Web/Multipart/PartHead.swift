import Domain

/// What a part of a form is called. Its content type is not asked for: clients guess it.
struct PartHead: Hashable, Sendable {
    let name: String
    /// Only files have one.
    let fileName: String?

    init(name: String, fileName: String?) {
        self.name = name
        self.fileName = fileName
    }

    private static let disposition = Array("content-disposition".utf8)

    /// - lines: the part's header lines.
    init(_ lines: some Collection<UInt8>) throws(APIError) {
        for line in lines.split(whereSeparator: { $0 == 0x0D || $0 == 0x0A }) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
                line[..<colon].elementsEqual(Self.disposition, by: { $0 | 0x20 == $1 })
            else { continue }
            do throws(UntrustedText.Defect) {
                let parameters = try HeaderParameters(line[line.index(after: colon)...])
                guard let name = parameters["name"], !name.isEmpty else { break }
                let plain = parameters["filename"]
                let file = plain == nil ? try parameters.extended("filename") : plain
                self.init(name: name, fileName: file.map(Self.withoutControls))
            } catch {
                throw .tooManyMarks(
                    what: "The name of a part of the form or of its file",
                    param: nil
                )
            }
            return
        }
        throw .malformed("A part of the form has no name.")
    }

    private static func withoutControls(_ name: String) -> String {
        // What stood between two runs of marks is gone, so they are one.
        UntrustedText.cut(name.utf8.filter { $0 >= 32 })
    }
}
