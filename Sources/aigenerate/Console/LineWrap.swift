/// Words in lines that fit the narrowest terminal in use.
enum LineWrap {
    /// Indented by two, with commas between the words. A word that is longer than a line stands alone.
    static func lines(_ words: [String], columns: Int) -> [String] {
        var lines: [String] = []
        for (index, word) in words.enumerated() {
            let word = word + (index == words.count - 1 ? "" : ",")
            if let line = lines.last, line.count + 1 + word.count <= columns {
                lines[lines.count - 1] = line + " " + word
            } else {
                lines.append("  " + word)
            }
        }
        return lines
    }
}
