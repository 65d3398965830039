import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL

/// The only way by which a URL from outside is called. See `fetch` and `post`.
package struct GuardedClient: Sendable {
    package let policy: EgressPolicy
    let resolver: Resolver
    /// This machine's addresses, asked at each connect.
    let ownAddresses: @Sendable () throws -> Set<IPAddress>
    let tls: TLSConfiguration

    package init(
        policy: EgressPolicy,
        resolver: Resolver = .system,
        ownAddresses: @escaping @Sendable () throws -> Set<IPAddress> = hostInterfaceAddresses,
        trustRoots: TrustRoots = .system
    ) {
        self.policy = policy
        self.resolver = resolver
        self.ownAddresses = ownAddresses
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = trustRoots.roots
        tls.minimumTLSVersion = .tlsv12
        self.tls = tls
    }

    /// Addresses of one host that are tried when none accepts a connection: the first may be IPv6
    /// where the route is broken.
    private static let mostAddresses = 2

    /// One request and one answer, without redirects: resolve, judge every address, connect to
    /// one of them, send, and give the answer's head to `read`, which must take what it wants of
    /// the body before it returns.
    func exchange<Value: Sendable>(
        _ request: OutgoingRequest,
        to url: GuardedURL,
        times: CallTimes,
        read: @Sendable (HTTPClientResponse) async throws -> Value
    ) async throws(EgressFailure) -> Value {
        let addresses = try await checkedAddresses(of: url, within: times.lookUp)
        var failure = EgressFailure.dns(.noAddress)
        for address in addresses.prefix(Self.mostAddresses) {
            do throws(EgressFailure) {
                return try await exchange(request, to: url, at: address, times: times, read: read)
            } catch {
                failure = error
                guard error.isUnconnected else { break }
            }
        }
        throw failure
    }

    private func checkedAddresses(
        of url: GuardedURL,
        within limit: Duration
    ) async throws(EgressFailure) -> [IPAddress] {
        let addresses: [IPAddress]
        switch url.host {
        case .address(let address): addresses = [address]
        case .name(let name): addresses = try await look(up: name, within: limit)
        }
        let own: Set<IPAddress>
        do { own = try ownAddresses() } catch { throw .connect(detail: "own addresses: \(error)") }
        do throws(EgressRefusal) {
            try policy.check(addresses, of: url, own: own)
        } catch {
            throw .refused(error)
        }
        return addresses.map(\.unmapped)
    }

    private func look(
        up name: String,
        within limit: Duration
    ) async throws(EgressFailure) -> [IPAddress] {
        do throws(Resolver.Failure) {
            return try await resolver.lookUp(name, limit)
        } catch {
            throw error == .cancelled ? .cancelled : .dns(error)
        }
    }

    /// One connection to one address that was checked.
    func exchange<Value: Sendable>(
        _ request: OutgoingRequest,
        to url: GuardedURL,
        at address: IPAddress,
        times: CallTimes,
        read: (HTTPClientResponse) async throws -> Value
    ) async throws(EgressFailure) -> Value {
        let client = HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
            configuration: configuration(for: url, at: address, times: times)
        )
        let outcome: Result<Value, EgressFailure>
        do {
            let head = try await client.execute(
                request.message(for: url),
                deadline: .now() + TimeAmount(times.connect + times.firstByte)
            )
            do { outcome = .success(try await read(head)) } catch {
                outcome = .failure(EgressFailure(duringAnswer: error))
            }
        } catch {
            outcome = .failure(EgressFailure(beforeAnswer: error))
        }
        // Closes the connection, also in the middle of a body. Its only error is that somebody
        // did it before, and nobody else has this client.
        try? await client.shutdown()
        return try outcome.get()
    }
}
