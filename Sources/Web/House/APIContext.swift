package import Hummingbird
import Logging
import NIOCore

/// One request on its way: its id, its logger, where it comes from.
package struct APIContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// `req_…`, in the answer's `x-request-id`, in the logs, on the task and in its callback.
    var requestID = ""
    /// The peer of the connection: a proxy, or the caller.
    let peer: String?
    /// The connection.
    let channel: any Channel

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        peer = source.channel.remoteAddress?.ipAddress
    }
}
