import Foundation
import Storage

/// What a password must be. Length counts, not signs and digits (NIST SP 800-63B), and it must not be
/// one that is tried first.
enum PasswordRules {
    static let shortest = 10
    static let longest = 200

    /// What is wrong with it, as a sentence; nil: nothing. `host` is the shop's own name on the net,
    /// whose words are guessed first.
    static func objection(to password: String, email: String, host: String) -> String? {
        let count = password.unicodeScalars.count
        if count < shortest { return "Use at least \(shortest) characters." }
        if count > longest { return "Use at most \(longest) characters." }
        let plain = password.lowercased()
        let name = email.lowercased().prefix { $0 != "@" }
        if plain == email.lowercased() || (name.count >= 5 && plain.contains(name)) {
            return "It must not be your e-mail address, or hold its name."
        }
        if isCommon(plain, near: host) {
            return "This is one of the passwords that are tried first. Choose another one."
        }
        return nil
    }

    /// One sign repeated, a row of neighbours, or a favourite word with little around it.
    private static func isCommon(_ plain: String, near host: String) -> Bool {
        if Set(plain).count <= 3 || CommonPasswords.shared.contains(plain) { return true }
        if rows.contains(where: { $0.contains(plain) || String($0.reversed()).contains(plain) }) {
            return true
        }
        let words = host.lowercased().split(separator: ".").map(String.init) + ownWords
        return [plain, spelled(plain)].contains { text in
            let word = text.trimmingPrefix { !$0.isLetter }
            let stem = String(word.reversed().trimmingPrefix { !$0.isLetter }.reversed())
            guard plain.count - stem.count <= mostAround else { return false }
            return CommonPasswords.shared.contains(stem) || words.contains(stem)
        }
    }

    /// As many digits and signs around a word do not make it another one.
    private static let mostAround = 6

    private static let ownWords = [
        "aigenerate", "admin", "root", "login", "hello", "guest", "test",
    ]

    /// `p@ssw0rd` as it is meant. What stands behind the last letter is a number, and stays one.
    private static func spelled(_ plain: String) -> String {
        let end = plain.lastIndex(where: \.isLetter) ?? plain.startIndex
        return String(plain[..<end].map { looksLike[$0] ?? $0 }) + plain[end...]
    }

    private static let looksLike: [Character: Character] = [
        "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i",
    ]

    private static let rows = [
        "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz",
        "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujmikolp", "1qaz2wsx3edc4rfv5tgb",
        "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn",
    ]
}

extension House {
    func objection(to password: String, email: String) -> String? {
        let host = URLComponents(string: link.publicURL())?.host ?? ""
        return PasswordRules.objection(to: password, email: email, host: host)
    }
}
