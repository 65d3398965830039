import Domain

/// The fields of `application/x-www-form-urlencoded`: a form's body or the query of an address.
enum FormFields {
    /// The last of a name counts. 400 names the field whose text cannot be taken.
    static func read(_ bytes: some Collection<UInt8>) throws(APIError) -> [String: String] {
        var fields: [String: String] = [:]
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let (name, value) = parts(of: pair)
            let field: String
            do throws(UntrustedText.Defect) {
                field = try text(name)
            } catch {
                throw .tooManyMarks(in: nil)
            }
            do throws(UntrustedText.Defect) {
                fields[field] = try text(value)
            } catch {
                throw .tooManyMarks(in: field)
            }
        }
        return fields
    }

    /// Of an address that `HeadCheck` let in, so nothing in it is left to refuse.
    static func query(_ text: String?) -> [String: String] {
        (try? read(Array((text ?? "").utf8))) ?? [:]
    }

    private static func parts<Bytes: Collection<UInt8>>(
        of pair: Bytes
    ) -> (name: Bytes.SubSequence, value: Bytes.SubSequence) {
        guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else {
            return (pair[...], pair[pair.endIndex...])
        }
        return (pair[..<equals], pair[pair.index(after: equals)...])
    }

    /// A text that is not well encoded stays as it is, as browsers have it.
    private static func text(
        _ encoded: some Collection<UInt8>
    ) throws(UntrustedText.Defect) -> String {
        let spaced = encoded.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
        if let bytes = PercentEncoding.decoded(spaced) {
            do throws(UntrustedText.Defect) {
                return try UntrustedText.checked(bytes)
            } catch {
                guard error == .notUTF8 else { throw error }
            }
        }
        return try UntrustedText.repaired(spaced)
    }
}
