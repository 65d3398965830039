/// Text of the type `application/x-www-form-urlencoded`, as we send it to others.
enum FormText {
    static func encoded(_ fields: [(String, String)]) -> String {
        fields.map { "\($0.inQuery)=\($1.inQuery)" }.joined(separator: "&")
    }
}
