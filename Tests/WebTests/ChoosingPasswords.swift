import Testing

@testable import Web

@Suite struct `Choosing a password` {
    private func objection(_ password: String, _ email: String = "anna.k@mail.example") -> String? {
        PasswordRules.objection(to: password, email: email, host: "pictures.acme.example")
    }

    @Test func `the list holds thousands, each of a length that helps`() {
        #expect(CommonPasswords.shared.count == 10_690)
        #expect(CommonPasswords.shared.contains("basketball"))
        #expect(CommonPasswords.shared.contains("donaldduck"))
        #expect(!CommonPasswords.shared.contains("correct horse battery staple"))
    }

    @Test(arguments: [
        "Donaldduck", "qwertyuiop", "0987654321", "aaaaaaaaaaaa", "abcabcabcabc",
        "password12", "Sunshine2026", "!!monkey1987", "P@ssw0rd12", "tr0mb0ne!!", "zxcvbnm123",
        "AIGenerate1!", "pictures2026",
    ])
    func `what is tried first is refused`(password: String) {
        #expect(objection(password)?.contains("tried first") == true)
    }

    @Test(arguments: [
        "correct horse battery staple", "sunshine over monkeys", "kT7-pq2mzz",
        "пароль для картинок",
        "donaldduck and I", "1976 trombones", "password 8271 93",
    ])
    func `what is not guessed at once is taken`(password: String) {
        #expect(objection(password) == nil)
    }

    @Test func `the length counts in characters, and both ends are told`() {
        #expect(objection("short-one")?.contains("at least 10") == true)
        #expect(objection(String(repeating: "xy7 ", count: 51))?.contains("at most 200") == true)
    }

    @Test func `one's own address is refused, and its name`() {
        #expect(objection("anna.k@mail.example")?.contains("e-mail") == true)
        #expect(objection("my anna.k password")?.contains("e-mail") == true)
    }
}
