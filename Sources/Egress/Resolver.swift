import NIOCore
import NIOPosix

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Where names become addresses. One look-up for each connect; nothing is kept, so an answer that
/// was checked is the answer that is used.
package struct Resolver: Sendable {
    package enum Failure: Error, Hashable, Sendable {
        /// The name has no address.
        case noAddress
        /// No DNS server answered, or not in time.
        case noAnswer
        case cancelled
    }

    package typealias LookUp =
        @Sendable (_ name: String, _ limit: Duration) async throws(Failure) -> [IPAddress]

    /// All A and AAAA records of a name, in the order in which the host would try them.
    package let lookUp: LookUp

    package init(lookUp: @escaping LookUp) {
        self.lookUp = lookUp
    }
}

extension Resolver {
    /// The same, but for names whose addresses are given.
    package func knowing(_ hosts: [String: [IPAddress]]) -> Resolver {
        guard !hosts.isEmpty else { return self }
        let others = lookUp
        return Resolver {
            (name: String, limit: Duration) async throws(Failure) -> [IPAddress] in
            if let known = hosts[name] { return known }
            return try await others(name, limit)
        }
    }

    /// The host's own resolver: `/etc/hosts`, search domains and DNS as the machine has them.
    package static let system = Resolver {
        (name: String, limit: Duration) async throws(Failure) -> [IPAddress] in
        try await onThreads(name, within: limit) { try getAddresses(of: name) }
    }

    /// `getaddrinfo` cannot be interrupted: a look-up that is given up keeps its thread until
    /// libc's own limit, so it has threads apart from those that read and write files. The number
    /// bounds what slow names can take; later look-ups then wait, and fail at their limit.
    private static let threads: NIOThreadPool = {
        let threads = NIOThreadPool(numberOfThreads: 16)
        threads.start()
        return threads
    }()

    static func onThreads(
        _ name: String,
        within limit: Duration,
        _ work: @escaping @Sendable () throws -> [IPAddress]
    ) async throws(Failure) -> [IPAddress] {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        // The first to complete it wins: the answer, the limit or the caller's cancellation.
        let answer = loop.makePromise(of: [IPAddress].self)
        let timer = loop.scheduleTask(in: TimeAmount(limit)) { answer.fail(Failure.noAnswer) }
        threads.submit { state in
            guard state == .active else { return answer.fail(Failure.noAnswer) }
            answer.completeWith(Result { try work() })
        }
        defer { timer.cancel() }
        do {
            return try await withTaskCancellationHandler {
                try await answer.futureResult.get()
            } onCancel: {
                answer.fail(Failure.cancelled)
            }
        } catch {
            throw error as? Failure ?? .noAnswer
        }
    }

    /// Blocks.
    private static func getAddresses(of name: String) throws -> [IPAddress] {
        var hints = addrinfo()
        // Both families, always: AI_ADDRCONFIG would hide records that have to be judged.
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = streamSocket
        hints.ai_protocol = Int32(IPPROTO_TCP)
        var first: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(name, nil, &hints, &first)
        guard status == 0 else {
            let isOurSide = [EAI_AGAIN, EAI_FAIL, EAI_SYSTEM, EAI_MEMORY].contains(status)
            throw isOurSide ? Failure.noAnswer : .noAddress
        }
        defer { freeaddrinfo(first) }
        var addresses: [IPAddress] = []
        var entry = first
        while let info = entry?.pointee {
            if let address = info.ai_addr.flatMap({ IPAddress(UnsafePointer($0)) })?.unmapped,
                !addresses.contains(address)
            {
                addresses.append(address)
            }
            entry = info.ai_next
        }
        guard !addresses.isEmpty else { throw Failure.noAddress }
        return addresses
    }

    #if canImport(Glibc)
    private static let streamSocket = Int32(SOCK_STREAM.rawValue)
    #else
    private static let streamSocket = SOCK_STREAM
    #endif
}
