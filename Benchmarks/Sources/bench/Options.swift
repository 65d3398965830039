import Foundation

/// `bench [--seconds N] [--rounds N] [--connections N,N] [--program FILE] [--part api|images|hostile]
/// [--soak MINUTES] [--print]`.
struct Options {
    /// Of each measurement.
    var seconds = 4
    var rounds = 3
    var connections = [1, 16, 64, 256]
    /// Another build of the server, to compare with.
    var program = Command.repository.appendingPathComponent(".build/release/aigenerate")
    /// Jobs API (`api`), images API beside other gateways (`images`), requests made to cost much
    /// (`hostile`); all when nothing is said.
    var parts: Set<String> = ["api", "images", "hostile"]
    /// Instead of all that: mixed load for so long.
    var soakMinutes: Int?
    /// Not a benchmark, but the upstream of one, on this port.
    var upstreamPort: UInt16?
    /// Off: print the table, leave docs/performance.md alone.
    var isForThePage = true

    init(_ arguments: ArraySlice<String>) throws {
        var rest = arguments
        while let name = rest.popFirst() {
            switch name {
            case "--seconds": seconds = try Self.numbers(name, rest.popFirst())[0]
            case "--rounds": rounds = try Self.numbers(name, rest.popFirst())[0]
            case "--connections": connections = try Self.numbers(name, rest.popFirst())
            case "--program": program = URL(fileURLWithPath: rest.popFirst() ?? "")
            case "--part": parts = [rest.popFirst() ?? ""]
            case "--upstream": upstreamPort = rest.popFirst().flatMap { UInt16($0) }
            case "--soak": soakMinutes = try Self.numbers(name, rest.popFirst())[0]
            case "--print": isForThePage = false
            default: throw BenchError("unknown option \(name)")
            }
        }
    }

    /// At least one, all above 0.
    private static func numbers(_ name: String, _ text: String?) throws -> [Int] {
        let numbers = (text ?? "").split(separator: ",").map { Int($0) ?? 0 }
        guard !numbers.isEmpty, numbers.allSatisfy({ $0 > 0 }) else {
            throw BenchError("\(name) takes a number above 0")
        }
        return numbers
    }
}
