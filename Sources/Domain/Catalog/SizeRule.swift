/// Which sizes a variant can draw.
package enum SizeRule: Hashable, Sendable {
    /// Exactly these.
    case listed([PictureSize])
    /// Any size within limits.
    case free(FreeSizes)

    /// nil when the size is allowed, else what is.
    package func objection(to size: PictureSize) -> String? {
        switch self {
        case .listed(let sizes):
            sizes.contains(size)
                ? nil : "one of " + sizes.map(\.description).joined(separator: ", ")
        case .free(let limits): limits.allows(size) ? nil : limits.summary
        }
    }

    /// The allowed size nearest to an aspect ratio at a resolution class.
    package func size(ratio: AspectRatio, resolution: Resolution) -> PictureSize? {
        switch self {
        case .listed(let sizes):
            sizes.min { ratio.distance(to: $0) < ratio.distance(to: $1) }
        case .free(let limits): limits.size(ratio: ratio, resolution: resolution)
        }
    }
}

/// Limits of a model that draws any size. The figures are the model's, so they stand in the price
/// list, not here.
package struct FreeSizes: Hashable, Sendable {
    package let multipleOf: Int
    package let shortestEdge: Int
    package let longestEdge: Int
    package let minPixels: Int
    package let maxPixels: Int
    /// The longer edge is at most this many times the shorter.
    package let maxRatio: Int

    package init(
        multipleOf: Int,
        shortestEdge: Int = 1,
        longestEdge: Int,
        minPixels: Int,
        maxPixels: Int,
        maxRatio: Int
    ) {
        self.multipleOf = multipleOf
        self.shortestEdge = shortestEdge
        self.longestEdge = longestEdge
        self.minPixels = minPixels
        self.maxPixels = maxPixels
        self.maxRatio = maxRatio
    }

    func allows(_ size: PictureSize) -> Bool {
        let (long, short) = (max(size.width, size.height), min(size.width, size.height))
        return size.width % multipleOf == 0 && size.height % multipleOf == 0
            && short >= shortestEdge && long <= longestEdge && long <= short * maxRatio
            && (minPixels...maxPixels).contains(size.pixels)
    }

    var summary: String {
        let step = multipleOf > 1 ? "both divisible by \(multipleOf), " : ""
        return "WIDTHxHEIGHT, \(step)edges of \(max(multipleOf, shortestEdge)) to \(longestEdge), "
            + "\(minPixels) to \(maxPixels) pixels, the longer edge at most \(maxRatio) times the shorter"
    }

    /// Fills the resolution's pixel budget at the ratio, then steps down until it is allowed.
    func size(ratio: AspectRatio, resolution: Resolution) -> PictureSize? {
        guard max(ratio.width, ratio.height) <= maxRatio * min(ratio.width, ratio.height) else {
            return nil
        }
        let budget = Double(min(resolution.pixels, maxPixels))
        var width = (budget * Double(ratio.width) / Double(ratio.height)).squareRoot()
        var height = (budget * Double(ratio.height) / Double(ratio.width)).squareRoot()
        let shrink = min(1, Double(longestEdge) / max(width, height))
        (width, height) = (width * shrink, height * shrink)
        let step = Double(multipleOf)
        let candidates = [
            (width / step).rounded(), (width / step).rounded(.down), (width / step).rounded(.up),
        ].flatMap { columns in
            [
                (height / step).rounded(), (height / step).rounded(.down),
                (height / step).rounded(.up),
            ]
            .map { PictureSize(width: Int(columns * step), height: Int($0 * step)) }
        }
        return candidates.first(where: allows)
    }
}

/// `16:9`, as kie's clients and others say it instead of a size.
package struct AspectRatio: Hashable, Sendable {
    package let width: Int
    package let height: Int

    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]),
            (1...100).contains(width), (1...100).contains(height)
        else { return nil }
        self.width = width
        self.height = height
    }

    /// How far a size is from this ratio: 0 is exact; 2:1 and 1:2 are equally far from 1:1.
    func distance(to size: PictureSize) -> Double {
        let wanted = Double(width) / Double(height)
        let given = Double(size.width) / Double(size.height)
        return max(wanted / given, given / wanted) - 1
    }
}

/// A pixel budget by its trade name.
package enum Resolution: String, Hashable, Sendable, CaseIterable {
    case one = "1K"
    case two = "2K"
    case four = "4K"

    var pixels: Int {
        switch self {
        case .one: 1_024 * 1_024
        case .two: 2_048 * 2_048
        case .four: 3_840 * 2_160
        }
    }
}
