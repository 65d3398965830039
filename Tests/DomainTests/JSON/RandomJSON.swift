import Domain
import Foundation

/// Random documents: what a hostile or merely odd client may send.
struct RandomJSON {
    var random: SeededRandom

    mutating func value(depth: Int = 0) -> JSONValue {
        switch Int.random(in: 0..<(depth < 5 ? 8 : 6), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2:
            return .int(
                Int64(bitPattern: random.next()) >> Int64.random(in: 0..<64, using: &random)
            )
        case 3: return .decimal(decimal())
        case 4, 5: return .string(text())
        case 6: return .array((0..<count()).map { _ in value(depth: depth + 1) })
        default:
            let members = (0..<count()).map { _ in (text(), value(depth: depth + 1)) }
            return .object(Dictionary(members) { first, _ in first })
        }
    }

    private mutating func count() -> Int { Int.random(in: 0..<5, using: &random) }

    private mutating func decimal() -> String {
        let number = Int.random(in: -999...999, using: &random)
        let fraction = Int.random(in: 1...9, using: &random)
        let exponent = Int.random(in: -20...20, using: &random)
        return Bool.random(using: &random)
            ? "\(number).\(fraction)" : "\(number).\(fraction)e\(exponent)"
    }

    private mutating func text() -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0..<8, using: &random) {
            let limit: UInt32 =
                [0x20, 0x80, 0x800, 0xFFFF, 0x10FFFF].randomElement(using: &random) ?? 0x80
            // 0 is refused and surrogates are not characters.
            let scalar = Unicode.Scalar(UInt32.random(in: 1...limit, using: &random))
            scalars.append(scalar ?? "\"")
        }
        return String(scalars)
    }
}

extension JSONValue {
    /// A number that no Double holds: we keep its text, Foundation refuses it.
    var hasHugeNumber: Bool {
        switch self {
        case .decimal(let text): !(Double(text)?.isFinite ?? false)
        case .array(let items): items.contains(where: \.hasHugeNumber)
        case .object(let members): members.values.contains(where: \.hasHugeNumber)
        case .null, .bool, .int, .string, .stored: false
        }
    }

    /// Compares with what Foundation made of the same text.
    func equals(_ other: Any?) -> Bool {
        switch self {
        case .null: return other is NSNull
        case .bool(let flag): return (other as? NSNumber)?.boolValue == flag
        case .int(let number): return (other as? NSNumber)?.int64Value == number
        case .decimal(let text): return (other as? NSNumber)?.doubleValue == Double(text)
        // By scalars: Swift's == would take composed and decomposed characters for equal.
        case .string(let text):
            return (other as? String)?.unicodeScalars.elementsEqual(text.unicodeScalars) ?? false
        case .array(let items):
            guard let others = other as? [Any], others.count == items.count else { return false }
            return zip(items, others).allSatisfy { $0.equals($1) }
        case .object(let members):
            guard let others = other as? [String: Any], others.count == members.count else {
                return false
            }
            return members.allSatisfy { $1.equals(others[$0]) }
        // Reading never makes one.
        case .stored: return false
        }
    }
}
