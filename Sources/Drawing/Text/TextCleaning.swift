/// What of a prompt is worth setting.
enum TextCleaning {
    /// The prompt without control characters, with runs of blanks and of empty lines made short,
    /// and no longer than what the room can show: setting 32,000 characters a dozen times only to
    /// cut them off would take seconds.
    static func shown(_ text: String, in room: Typesetter.Room, smallest: Double) -> String {
        // A letter takes about half its size squared; narrow ones less.
        let most = Int(room.width * room.height / (smallest * smallest * 0.3)) + 40
        var scalars = String.UnicodeScalarView()
        var blanks = 0
        var breaks = 0
        var count = 0
        for scalar in text.unicodeScalars {
            if scalar == "\n" || scalar == "\u{2028}" || scalar == "\u{2029}" {
                breaks += 1
                continue
            }
            if scalar.properties.isWhitespace || scalar.value < 0x20 || scalar.value == 0x7F {
                blanks += 1
                continue
            }
            if count > 0 {
                if breaks > 0 {
                    for _ in 0..<min(breaks, 2) { scalars.append("\n") }
                } else if blanks > 0 {
                    scalars.append(" ")
                }
            }
            (blanks, breaks) = (0, 0)
            scalars.append(scalar)
            count += 1
            if count == most { break }
        }
        return String(scalars)
    }

    /// Chinese, Japanese and Korean share code points that they draw differently: kana and hangul
    /// tell them apart. nil for text without any of them.
    static func ideographLanguage(of text: String) -> String? {
        var language: String?
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x3040...0x30FF: return "ja"
            case 0x1100...0x11FF, 0xAC00...0xD7AF: return "ko"
            case 0x3400...0x9FFF, 0x20000...0x3FFFF: language = "zh-cn"
            default: continue
            }
        }
        return language
    }
}
