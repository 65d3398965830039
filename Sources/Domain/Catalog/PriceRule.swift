/// What a variant costs the customer. Its canonical JSON is what the price table keeps for ever, so
/// that a task settles by the rule it was accepted under, whatever the price list says later.
package struct PriceRule: Hashable, Sendable {
    package let output: OutputPrice
    /// Charged once per input picture if at least one output is delivered.
    package let inputImage: Rate?
    /// Charged for each half-done picture that was asked for and shown.
    package let partialImage: Rate?

    package init(output: OutputPrice, inputImage: Rate? = nil, partialImage: Rate? = nil) {
        self.output = output
        self.inputImage = inputImage
        self.partialImage = partialImage
    }

    /// Free only on purpose: a price of zero that nobody wrote down is refused at loading.
    package static let free = PriceRule(output: .flat(.zero))
}

/// The price of one output.
package enum OutputPrice: Hashable, Sendable {
    case flat(MicroUSD)
    /// By size, sorted by pixels. A size that is not in the table costs the dearer of its two
    /// neighbours by pixels; below the first row the first; above the last it is refused.
    case table([SizePrice])
}

package struct SizePrice: Hashable, Sendable {
    package let size: PictureSize
    package let price: MicroUSD

    package init(size: PictureSize, price: MicroUSD) {
        self.size = size
        self.price = price
    }
}

extension OutputPrice {
    /// nil when the size is larger than the table knows: unknown price means refused.
    package func price(of size: PictureSize) -> MicroUSD? {
        switch self {
        case .flat(let price): return price
        case .table(let rows):
            if let exact = rows.first(where: { $0.size == size }) { return exact.price }
            guard let above = rows.first(where: { $0.size.pixels >= size.pixels }) else {
                return nil
            }
            // Rows of equal pixels (portrait and landscape) are all neighbours: the dearest counts.
            let upper = rows.filter { $0.size.pixels == above.size.pixels }
            let below = rows.last { $0.size.pixels <= size.pixels }
            let lower = rows.filter { $0.size.pixels == below?.size.pixels }
            return (upper + lower).map(\.price).max()
        }
    }

    /// The most that one output can cost: what `auto` holds.
    package var dearest: MicroUSD {
        switch self {
        case .flat(let price): price
        case .table(let rows): rows.map(\.price).max() ?? .zero
        }
    }

    package var cheapest: MicroUSD {
        switch self {
        case .flat(let price): price
        case .table(let rows): rows.map(\.price).min() ?? .zero
        }
    }
}
