import NIOHTTP1

/// What the head of a request must keep to, whatever it asks for.
enum HeadCheck {
    static func objection(to head: HTTPRequestHead) -> APIError? {
        guard head.uri.utf8.count <= Limits.address else { return .addressTooLong }
        var (bytes, hosts, lengths, codings) = (0, 0, 0, 0)
        for (name, value) in head.headers {
            // A colon, a blank and the end of the line stand with each.
            bytes += name.utf8.count + value.utf8.count + 4
            switch name.utf8.count {
            case 4 where name.lowercased() == "host": hosts += 1
            case 14 where name.lowercased() == "content-length": lengths += 1
            case 17 where name.lowercased() == "transfer-encoding":
                codings += 1
                guard value.lowercased() == "chunked" else { return .unknownTransferCoding }
            default: break
            }
        }
        guard head.headers.count <= Limits.headerFields, bytes <= Limits.headerBytes else {
            return .headersTooLarge
        }
        // What a proxy before us and we might understand differently is not understood at all.
        guard hosts == 1 || (hosts == 0 && head.version == .http1_0) else {
            return .malformed("A request has exactly one header 'Host', and this one \(hosts).")
        }
        guard lengths + codings <= 1 else {
            return .malformed("The headers tell the length of the body more than once.")
        }
        return HeadText.objection(to: head)
    }
}
