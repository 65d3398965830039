/// What a password must be. Length counts, not signs and digits (NIST SP 800-63B).
package enum PasswordRules {
    package static let shortest = 10
    package static let longest = 200

    /// What is wrong with it, as a sentence; nil: nothing.
    package static func objection(to password: String, email: String) -> String? {
        let count = password.unicodeScalars.count
        if count < shortest { return "Use at least \(shortest) characters." }
        if count > longest { return "Use at most \(longest) characters." }
        let plain = password.lowercased()
        let name = email.lowercased().prefix { $0 != "@" }
        if plain == email.lowercased() || (name.count >= 5 && plain.contains(name)) {
            return "It must not be your e-mail address, or hold its name."
        }
        if isCommon(plain) { return "This is one of the commonest passwords. Choose another one." }
        return nil
    }

    /// One sign repeated, a row of neighbours, or a favourite with something short behind it.
    private static func isCommon(_ plain: String) -> Bool {
        if Set(plain).count <= 3 { return true }
        let letters = plain.filter(\.isLetter)
        let stem = String(plain.prefix { !$0.isNumber && $0.isLetter })
        if favourites.contains(plain) || favourites.contains(letters) || favourites.contains(stem) {
            return plain.count - max(letters.count, stem.count) <= 6
        }
        return rows.contains { row in
            row.contains(plain) || String(row.reversed()).contains(plain)
        }
    }

    private static let rows = [
        "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz",
        "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujmikolp", "1qaz2wsx3edc4rfv5tgb",
        "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn",
    ]

    /// The stems of the commonest passwords of public breaches.
    private static let favourites: Set<String> = [
        "password", "passwort", "passw", "letmein", "welcome", "iloveyou", "dragon", "monkey",
        "sunshine", "princess", "football", "baseball", "superman", "batman", "trustno", "shadow",
        "master", "michael", "jordan", "charlie", "qwerty", "qwertz", "azerty", "asdfgh", "asdf",
        "zxcvbn", "zxcvbnm", "abc", "abcd", "abcdef", "admin", "administrator", "root", "secret",
        "changeme", "test", "testtest", "hello", "login", "starwars", "computer", "internet",
        "whatever", "freedom", "google", "pokemon", "passwordpassword", "aigenerate",
        "yourpassword",
        "mypassword", "thisisapassword", "qwertyuiop", "default", "guest", "user", "hallo",
    ]
}
