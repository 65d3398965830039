import HTTPTypes
import HummingbirdCore
import NIOCore

/// A body whose sender waits to be told to go on (`Expect: 100-continue`). The gate hears of it when
/// somebody begins to read it, so what is decided by the head alone is never asked for.
struct AwaitedBody: AsyncSequence, Sendable {
    let body: HummingbirdCore.RequestBody
    let channel: any Channel

    /// What the gate hears.
    struct Wanted: Sendable {}

    func makeAsyncIterator() -> HummingbirdCore.RequestBody.AsyncIterator {
        channel.triggerUserOutboundEvent(Wanted(), promise: nil)
        return body.makeAsyncIterator()
    }
}

extension Request {
    /// The same request, which asks for its body where it must be asked for.
    func askingForBody(on channel: any Channel) -> Request {
        guard headers[.expect] != nil else { return self }
        var request = self
        request.body = HummingbirdCore.RequestBody(
            asyncSequence: AwaitedBody(body: body, channel: channel)
        )
        return request
    }
}
