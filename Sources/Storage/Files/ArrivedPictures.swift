package import Domain

/// What an attempt has bought: whole and checked, but neither kept nor paid yet. It lets a long answer
/// be on its way while the disk writes; whether it was sold, the record alone says.
package struct ArrivedPictures: Sendable {
    /// As the record will have them if this attempt is settled.
    package let outputs: [Output]
    /// The bytes of each.
    package let files: [StoredFile]
    /// What settling it will charge.
    package let charge: MicroUSD

    package init(outputs: [Output], files: [StoredFile], charge: MicroUSD) {
        self.outputs = outputs
        self.files = files
        self.charge = charge
    }
}
