/// The commonest passwords of public breaches, in small letters: 2,421 of ten characters and more, and
/// 8,269 words of six to nine, which people lengthen with digits. From the lists of Django and
/// zxcvbn; NOTICE.md has their licences.
struct CommonPasswords: Sendable {
    static let shared = CommonPasswords(
        EmbeddedFiles.all.first { $0.path == "People/common-passwords.txt" }?.text ?? ""
    )

    private let words: Set<Substring>

    init(_ lines: String) {
        words = Set(lines.split(separator: "\n"))
    }

    var count: Int { words.count }

    func contains(_ text: String) -> Bool { words.contains(text[...]) }
}
