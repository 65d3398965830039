/// What a request will cost, before it runs. Lines never change after accept: settling only drops
/// the lines of outputs that did not arrive.
package struct Quote: Hashable, Sendable {
    /// Task-level part (input and half-done pictures): charged once if anything is delivered.
    package let taskLine: MicroUSD
    /// The most that one output may cost.
    package let perOutput: MicroUSD
    package let count: Int
    /// True when the size is `auto`: the charge may come out lower than `hold`.
    package let isBound: Bool

    package init(taskLine: MicroUSD, perOutput: MicroUSD, count: Int, isBound: Bool) {
        self.taskLine = taskLine
        self.perOutput = perOutput
        self.count = count
        self.isBound = isBound
    }

    /// What is held, and the most that can be charged.
    package var hold: MicroUSD { taskLine + perOutput * count }
}

extension PriceRule {
    /// The price of `count` outputs of a size; nil stands for `auto`. The answer is nil when the size
    /// has no price.
    ///
    /// - partials: half-done pictures of each output that are asked for.
    package func quote(
        size: PictureSize?,
        count: Int,
        inputImages: Int,
        partials: Int = 0
    ) -> Quote? {
        let taskLine = taskLine(inputImages: inputImages, partials: partials * count)
        // Fewer half-done pictures may come than were asked for.
        let isOpen = partialImage != nil && partials > 0
        guard let size else {
            let isBound = isOpen || output.dearest != output.cheapest
            return Quote(
                taskLine: taskLine,
                perOutput: output.dearest,
                count: count,
                isBound: isBound
            )
        }
        guard let price = output.price(of: size) else { return nil }
        return Quote(taskLine: taskLine, perOutput: price, count: count, isBound: isOpen)
    }

    private func taskLine(inputImages: Int, partials: Int) -> MicroUSD {
        (inputImage?.amount(units: Int64(inputImages)) ?? .zero)
            + (partialImage?.amount(units: Int64(partials)) ?? .zero)
    }

    /// What delivered outputs cost. Never prorated, never more than was held.
    ///
    /// `asked` is the explicit size, nil for `auto`; `delivered` the size of each delivered output:
    /// what the provider says `auto` became, else as measured; `partials` the half-done pictures that
    /// were shown.
    package func charge(
        asked: PictureSize?,
        delivered: [PictureSize],
        inputImages: Int,
        partials: Int = 0,
        hold: MicroUSD
    ) -> MicroUSD {
        guard !delivered.isEmpty else { return .zero }
        let taskLine = taskLine(inputImages: inputImages, partials: partials)
        let outputs = delivered.map { output.price(of: asked ?? $0) ?? output.dearest }.sum
        return min(hold, taskLine + outputs)
    }
}
