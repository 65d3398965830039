extension SizeRule {
    /// The smallest allowed size of exactly the same shape with at least as many pixels: what a client
    /// gets that asks for a size which another model drew. nil: there is none, or the size is no
    /// larger than that already.
    package func sizeUpward(from size: PictureSize) -> PictureSize? {
        switch self {
        case .listed(let sizes):
            sizes.filter { $0.pixels >= size.pixels && $0.hasShape(of: size) }
                .min { $0.pixels < $1.pixels }
        case .free(let limits): limits.sizeUpward(from: size)
        }
    }
}

extension FreeSizes {
    fileprivate func sizeUpward(from size: PictureSize) -> PictureSize? {
        let unit = size.reduced
        // Both edges are whole multiples of the step at every so many units.
        let stride = leastMultiple(
            multipleOf / greatestDivisor(multipleOf, unit.width),
            multipleOf / greatestDivisor(multipleOf, unit.height)
        )
        let most = longestEdge / max(unit.width, unit.height)
        return Swift.stride(from: stride, through: most, by: stride).lazy
            .map { PictureSize(width: unit.width * $0, height: unit.height * $0) }
            .first { $0.pixels >= size.pixels && allows($0) }
    }
}

extension PictureSize {
    fileprivate func hasShape(of other: PictureSize) -> Bool {
        width * other.height == height * other.width
    }

    /// 1792x1024 is 7x4.
    fileprivate var reduced: PictureSize {
        let divisor = greatestDivisor(width, height)
        return PictureSize(width: width / divisor, height: height / divisor)
    }
}

private func greatestDivisor(_ one: Int, _ other: Int) -> Int {
    other == 0 ? one : greatestDivisor(other, one % other)
}

private func leastMultiple(_ one: Int, _ other: Int) -> Int {
    one / greatestDivisor(one, other) * other
}
