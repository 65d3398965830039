import Synchronization

@testable import Egress

/// A name server of a test: each look-up takes the next answer of the name, the last one stays.
/// It counts the look-ups, under its lock.
final class TestDNS: Sendable {
    private let answers: Mutex<[String: [[IPAddress]]]>
    private let asked = Mutex<[String]>([])

    init(_ answers: [String: [[String]]]) {
        self.answers = Mutex(
            answers.mapValues { $0.map { $0.compactMap { IPAddress($0) } } }
        )
    }

    var lookUps: [String] { asked.withLock { $0 } }

    var resolver: Resolver {
        Resolver { [self] (name: String, _: Duration) async throws(Resolver.Failure) in
            asked.withLock { $0.append(name) }
            let answer = answers.withLock { answers -> [IPAddress]? in
                guard let queue = answers[name], let first = queue.first else { return nil }
                if queue.count > 1 { answers[name] = Array(queue.dropFirst()) }
                return first
            }
            guard let answer else { throw .noAddress }
            return answer
        }
    }
}

extension EgressPolicy {
    /// 127.0.0.1 plays the public internet; all the rest of loopback is as private as ever.
    static var oneLoopbackAddress: EgressPolicy {
        EgressPolicy(allowedNetworks: [AddressRange("127.0.0.1")].compactMap { $0 })
    }
}

extension GuardedClient {
    /// `names` all have the address 127.0.0.1.
    static func onLoopback(
        names: [String] = [],
        policy: EgressPolicy = .oneLoopbackAddress,
        trustRoots: TrustRoots = .system
    ) -> GuardedClient {
        let answers = Dictionary(uniqueKeysWithValues: names.map { ($0, [["127.0.0.1"]]) })
        return GuardedClient(
            policy: policy,
            resolver: TestDNS(answers).resolver,
            trustRoots: trustRoots
        )
    }
}

/// The failure of `work`, which must fail.
func failure<Value>(
    _ work: () async throws(EgressFailure) -> Value
) async -> EgressFailure? {
    do throws(EgressFailure) {
        _ = try await work()
        return nil
    } catch {
        return error
    }
}

extension EgressFailure {
    var rule: EgressRefusal.Rule? {
        if case .refused(let refusal) = self { refusal.rule } else { nil }
    }
}
