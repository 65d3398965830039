import Domain

/// The sizes that a family draws: `listed`, or any that is `within` limits.
struct SizesSheet: StrictSheet {
    let listed: [String]?
    let within: Strict<LimitsSheet>?
    /// Whether the provider may choose.
    let auto: Bool

    enum CodingKeys: String, CodingKey, CaseIterable {
        case listed, within, auto
    }
    typealias Key = CodingKeys

    struct LimitsSheet: StrictSheet {
        let multipleOf: Int
        let shortestEdge: Int?
        let longestEdge: Int
        let fewestPixels: Int
        let mostPixels: Int
        let mostRatio: Int

        enum CodingKeys: String, CodingKey, CaseIterable {
            case multipleOf = "multiple-of"
            case shortestEdge = "shortest-edge"
            case longestEdge = "longest-edge"
            case fewestPixels = "fewest-pixels"
            case mostPixels = "most-pixels"
            case mostRatio = "most-ratio"
        }
        typealias Key = CodingKeys
    }

    func rule() throws(SheetFault) -> SizeRule {
        switch (listed, within?.sheet) {
        case (let names?, nil):
            var sizes: [PictureSize] = []
            for name in names { sizes.append(try pictureSize(name, field: "sizes.listed")) }
            return .listed(sizes)
        case (nil, let limits?):
            return .free(try limits.freeSizes())
        default:
            throw SheetFault(field: "sizes", message: "needs either listed or within")
        }
    }
}

extension SizesSheet.LimitsSheet {
    fileprivate func freeSizes() throws(SheetFault) -> FreeSizes {
        let shortest = shortestEdge ?? 1
        let edges = [multipleOf, shortest, longestEdge, mostRatio]
        guard edges.allSatisfy((1...99_999).contains), shortest <= longestEdge,
            fewestPixels > 0, fewestPixels <= mostPixels
        else { throw SheetFault(field: "sizes.within", message: "no size is within these limits") }
        return FreeSizes(
            multipleOf: multipleOf,
            shortestEdge: shortest,
            longestEdge: longestEdge,
            minPixels: fewestPixels,
            maxPixels: mostPixels,
            maxRatio: mostRatio
        )
    }
}

func pictureSize(_ text: String, field: String) throws(SheetFault) -> PictureSize {
    guard let size = PictureSize(text) else {
        throw SheetFault(field: field, message: "\(text) is not a size such as 1024x1024")
    }
    return size
}
