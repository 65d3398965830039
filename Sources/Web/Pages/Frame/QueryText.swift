import Foundation

extension String {
    /// As a value in an address or a form. What RFC 3986 calls unreserved stays as it is: there are
    /// receivers that do not decode what need not have been encoded.
    var inQuery: String { addingPercentEncoding(withAllowedCharacters: .unreserved) ?? "" }
}

extension CharacterSet {
    fileprivate static let unreserved = CharacterSet.alphanumerics.union(
        CharacterSet(charactersIn: "-._~")
    )
}
