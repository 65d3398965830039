/// The version of this binary, as CHANGELOG.md names it.
package enum Version {
    package static let text = "0.1.0"
}
