import Domain
import Logging
import NIOCore
import NIOHTTP1
import Storage

/// Puts the gate right behind the parser, where requests are still as they were sent, and its sensor
/// before it.
final class GateInstaller: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart

    private let house: House

    init(house: House) {
        self.house = house
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let gate = RequestGate { [house] in
            house.store.identifiers.make("req_", at: house.store.clock.wall())
        }
        do {
            let pipeline = context.pipeline.syncOperations
            let parser = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(gate, position: .after(parser))
            try pipeline.addHandler(ByteSensor(gate: gate), position: .first)
            pipeline.removeHandler(self, promise: nil)
        } catch {
            house.logger.critical("a connection without its gate", metadata: ["error": "\(error)"])
            context.close(promise: nil)
        }
    }
}

/// Tells the gate that bytes came, which the parser keeps to itself until a head is whole.
final class ByteSensor: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let gate: RequestGate

    init(gate: RequestGate) {
        self.gate = gate
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        gate.bytesCame()
        context.fireChannelRead(data)
    }
}
