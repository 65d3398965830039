import Foundation

extension String {
    /// As a value in an address.
    var inQuery: String { addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }
}
