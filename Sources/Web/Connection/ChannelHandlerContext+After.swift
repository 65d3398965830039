import NIOCore

extension ChannelHandlerContext {
    func after(_ wait: Duration, _ work: @escaping () -> Void) -> Scheduled<Void> {
        after(TimeAmount(wait), work)
    }

    func after(_ wait: TimeAmount, _ work: @escaping () -> Void) -> Scheduled<Void> {
        eventLoop.assumeIsolated().scheduleTask(in: wait, work)
    }
}
