import Domain
import NIOHTTP1

/// What of a head is compared as text later: the address, also once it is decoded, and the headers'
/// values.
enum HeadText {
    static func objection(to head: HTTPRequestHead) -> APIError? {
        if let objection = objection(toAddress: head.uri) { return objection }
        for (name, value) in head.headers where !StreamSafeText.holds(value) {
            return .tooManyMarks(what: "The header '\(name)'", param: name)
        }
        return nil
    }

    static func objection(toAddress address: String) -> APIError? {
        guard address.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 >= 0x80 }),
            !StreamSafeText.holds(PercentEncoding.leniently(address.utf8))
        else { return nil }
        let query = address.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst()
        do throws(APIError) {
            _ = try FormFields.read(Array(query))
        } catch {
            return error
        }
        return .tooManyMarks(what: "The address", param: nil)
    }
}
