package import Domain
import Foundation

/// What one attempt delivered: enough to settle the task without asking the provider again.
package struct Manifest: Hashable, Sendable {
    package let outputs: [Output]
    /// The bytes of those that have no file: they are in no other place until they are settled.
    package let pictures: [SmallPicture]
    package let requestID: String?
    package let usage: String?
    package let resolvedSize: String?
    package let resolvedQuality: String?
    /// What the provider says it charges us.
    package let cost: MicroUSD?
    package let seed: Int64?
    /// Half-done pictures that were shown on the way.
    package let partials: Int
    /// What was wrong with the provider's answer all the same; nil: nothing.
    package let flaw: String?

    package init(
        outputs: [Output],
        pictures: [SmallPicture] = [],
        reply: ProviderResponse,
        partials: Int = 0
    ) {
        self.outputs = outputs
        self.pictures = pictures
        requestID = reply.requestID
        usage = reply.usage
        resolvedSize = reply.resolvedSize
        resolvedQuality = reply.resolvedQuality
        cost = reply.cost
        seed = reply.seed
        flaw = reply.flaw
        self.partials = partials
    }

    init?(json: JSONValue) {
        guard let items = json["outputs"]?.arrayValue else { return nil }
        outputs = items.compactMap(Output.init(json:))
        guard outputs.count == items.count else { return nil }
        let pictures = json["pictures"]?.objectValue ?? [:]
        self.pictures = pictures.compactMap { path, text in
            let bytes = text.stringValue.flatMap { Data(base64Encoded: $0) }
            return bytes.map { SmallPicture(path: path, bytes: Array($0)) }
        }
        guard self.pictures.count == pictures.count else { return nil }
        requestID = json["requestID"]?.stringValue
        usage = json["usage"]?.stringValue
        resolvedSize = json["resolvedSize"]?.stringValue
        resolvedQuality = json["resolvedQuality"]?.stringValue
        cost = json["cost"]?.intValue.map(MicroUSD.init)
        seed = json["seed"]?.intValue
        partials = Int(json["partials"]?.intValue ?? 0)
        flaw = json["flaw"]?.stringValue
    }

    package var facts: PictureFacts {
        PictureFacts(
            size: resolvedSize,
            quality: resolvedQuality,
            usage: usage,
            partials: partials
        )
    }

    var json: JSONValue {
        [
            "outputs": .array(outputs.map(\.json)),
            "pictures": .object(
                Dictionary(
                    pictures.map { ($0.path, .string(Data($0.bytes).base64EncodedString())) },
                    uniquingKeysWith: { first, _ in first }
                )
            ), "requestID": .text(requestID),
            "usage": .text(usage), "resolvedSize": .text(resolvedSize),
            "resolvedQuality": .text(resolvedQuality), "cost": .number(cost?.rawValue),
            "seed": .number(seed), "partials": .int(Int64(partials)), "flaw": .text(flaw),
        ]
    }
}
