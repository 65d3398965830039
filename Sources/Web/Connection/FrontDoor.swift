package import HummingbirdCore
import NIOCore

/// How connections come in: the parser's limits, and a gate behind it.
package enum FrontDoor {
    package static func server(_ house: House) -> HTTPServerBuilder {
        .http1(
            configuration: .init(
                additionalChannelHandlers: [GateInstaller(house: house)],
                idleTimeout: TimeAmount(Limits.idle),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: Limits.parsedFieldBytes,
                    maxHeaderListSize: Limits.parsedHeaderBytes,
                    maxHeaderFieldCount: Limits.parsedFields
                )
            )
        )
    }
}
