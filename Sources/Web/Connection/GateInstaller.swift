import Domain
import Logging
import NIOCore
import NIOHTTP1
import Storage

/// Puts the gate right behind the parser, where requests are still as they were sent, and its sensor
/// and what watches over answers before it. A connection too many of its address ends here.
final class GateInstaller: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart

    private let house: House
    private var isCounted = false

    init(house: House) {
        self.house = house
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let gate = RequestGate(crossOrigin: house.crossOrigin) { [house] in
            house.store.identifiers.make("req_", at: house.store.clock.wall())
        }
        do {
            let pipeline = context.pipeline.syncOperations
            let parser = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(gate, position: .after(parser))
            try pipeline.addHandler(ByteSensor(gate: gate), position: .first)
            try pipeline.addHandler(writeWatch(context.channel), position: .first)
        } catch {
            house.logger.critical("a connection without its gate", metadata: ["error": "\(error)"])
            context.close(promise: nil)
        }
        count(context)
    }

    func channelActive(context: ChannelHandlerContext) {
        count(context)
        context.fireChannelActive()
    }

    private func writeWatch(_ channel: any Channel) -> WriteWatch {
        WriteWatch(limit: house.settings.writeStall) { [house, weak channel] in
            guard let address = channel?.peerAddress else { return }
            house.noteConnection("a client that did not take its answer was cut", address)
        }
    }

    /// As soon as it is known where the connection comes from.
    private func count(_ context: ChannelHandlerContext) {
        guard !isCounted, let address = context.channel.peerAddress else { return }
        isCounted = true
        // Its work is done.
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
        guard !house.isShared(address) else { return }
        let network = ClientNetwork(address)
        let channel = context.channel
        guard house.connections.open(network) else {
            house.noteConnection("too many connections from one address", address)
            // Later: its pipeline is still being made.
            return context.eventLoop.execute { channel.close(promise: nil) }
        }
        channel.closeFuture.whenComplete { [house] _ in house.connections.close(network) }
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
