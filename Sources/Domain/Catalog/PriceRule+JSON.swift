/// The form that the append-only price table keeps. Its SHA-256 is the price's version.
extension PriceRule {
    package var json: JSONValue {
        var members: [String: JSONValue] = [:]
        switch output {
        case .flat(let price): members["flat"] = .int(price.rawValue)
        case .table(let rows):
            members["table"] = .array(
                rows.map {
                    [
                        "size": .string($0.size.description), "price": .int($0.price.rawValue),
                    ]
                }
            )
        }
        if let inputImage { members["input_image_pico"] = .int(inputImage.picoUSD) }
        if let partialImage { members["partial_image_pico"] = .int(partialImage.picoUSD) }
        return .object(members)
    }

    package init?(json: JSONValue) {
        let inputImage = json["input_image_pico"]?.intValue.map(Rate.init(picoUSD:))
        let partialImage = json["partial_image_pico"]?.intValue.map(Rate.init(picoUSD:))
        if let flat = json["flat"]?.intValue {
            self.init(
                output: .flat(MicroUSD(flat)),
                inputImage: inputImage,
                partialImage: partialImage
            )
            return
        }
        guard let rows = json["table"]?.arrayValue else { return nil }
        let prices = rows.compactMap { row -> SizePrice? in
            guard let size = row["size"]?.stringValue.flatMap({ PictureSize($0) }),
                let price = row["price"]?.intValue
            else { return nil }
            return SizePrice(size: size, price: MicroUSD(price))
        }
        guard prices.count == rows.count, !prices.isEmpty else { return nil }
        self.init(output: .table(prices), inputImage: inputImage, partialImage: partialImage)
    }

    /// Hexadecimal SHA-256 of slug and rule in canonical form.
    package func version(slug: String) -> String {
        SHA256Text.hex(of: (["slug": .string(slug), "rule": json] as JSONValue).bytes())
    }
}
