/// A provider with a job queue of its own: it takes an order and answers with an id, and the outputs
/// are asked for later. Between two looks a task of such a provider holds nothing here.
package protocol JobProvider: Provider {
    var jobTraits: JobTraits { get }

    /// Orders once and returns what is needed to look later. Never retries by itself.
    ///
    /// Calls `willSend` once, when a connection is there and right before the first byte of the order
    /// leaves. If that throws, nothing may be sent.
    func submit(
        _ request: ProviderRequest,
        willSend: @Sendable () async throws -> Void
    ) async throws(ProviderFailure)
        -> Submission

    /// Asks how a submitted job stands, with the key that submitted it. When it is done, the result
    /// files are downloaded into `sink` before this returns.
    ///
    /// Throws only when the look itself failed, which says nothing about the job: it is looked at
    /// again. What became of the job is in the answer.
    func look(
        at submission: Submission,
        key: Secret?,
        into sink: OutputSink
    ) async throws(ProviderFailure)
        -> JobLook

    /// Asks the provider to give the job up. Never throws: an answer that did not come is `unknown`.
    func cancel(_ submission: Submission, key: Secret?) async -> UpstreamCancel

    /// Checks a callback and says which job it is about; nil: it is forged, repeated or not one. It only makes
    /// a look due, so that a forged one could do no harm either.
    func verify(_ callback: UpstreamCallback) async -> CallbackSubject?
}

extension JobProvider {
    package var kind: ProviderKind { .job(self) }
}

/// How a provider's jobs are looked after, where the worker must know it.
package struct JobTraits: Hashable, Sendable {
    /// Looks a second that it allows, of one key.
    package var looksPerSecond: Int
    /// How long a result can be fetched after the job has ended; nil: longer than any task of ours.
    package var resultLifetime: Duration?
    /// It calls back when it is given a URL.
    package var hasCallbacks: Bool

    package init(looksPerSecond: Int, resultLifetime: Duration?, hasCallbacks: Bool) {
        self.looksPerSecond = looksPerSecond
        self.resultLifetime = resultLifetime
        self.hasCallbacks = hasCallbacks
    }
}

/// A job that a provider took, as it is kept with the attempt.
package struct Submission: Hashable, Sendable {
    /// The provider's own id of the job.
    package let upstreamID: String
    /// What else a later look needs, such as the URLs that came with the id. At most 4 kB of JSON.
    package let resume: JSONValue
    /// What the provider says it will charge us, where it says so.
    package let cost: MicroUSD?
    /// The provider's advice on when to look first.
    package let lookAfter: Duration?

    package init(
        upstreamID: String,
        resume: JSONValue,
        cost: MicroUSD? = nil,
        lookAfter: Duration? = nil
    ) {
        self.upstreamID = upstreamID
        self.resume = resume
        self.cost = cost
        self.lookAfter = lookAfter
    }
}

/// How a submitted job stands.
package enum JobLook: Sendable {
    /// It waits at the provider. `place`: jobs before it, where the provider says so.
    case queued(place: Int?, lookAfter: Duration?)
    /// `progress`: 0 to 1, where the provider says so.
    case running(progress: Double?, lookAfter: Duration?)
    /// Its outputs are in the sink.
    case done(ProviderResponse)
    /// It ended at the provider without outputs. `.retry`: that cost us nothing, ordering anew is safe.
    case failed(ProviderFailure)
    /// The provider does not know the id now, which alone is no failure: it is looked at again.
    case unknown(detail: String)
}

package enum UpstreamCancel: Hashable, Sendable {
    /// `billed`: what it costs us all the same, where the provider bills a cancelled job.
    case cancelled(billed: MicroUSD?)
    /// It has ended, or can no longer be stopped: the task goes on.
    case tooLate
    case unknown(detail: String)
}

/// Where a provider is to call when a job has changed.
package struct CallbackTarget: Hashable, Sendable {
    /// Ends in the call's id.
    package let url: String
    /// Belongs to this call alone, for providers that send back a secret that they were given.
    package let secret: Secret

    package init(url: String, secret: Secret) {
        self.url = url
        self.secret = secret
    }
}

/// A request at `/hooks/<provider>`, of which nothing is known yet.
package struct UpstreamCallback: Sendable {
    /// The part of the path behind the provider's name: our id of the call, if the URL had one.
    package let callID: String?
    /// The secret that was given out with this `callID`.
    package let secret: Secret?
    /// Names in lower case, in the order in which they came.
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]
    package let receivedAt: Timestamp

    package init(
        callID: String?,
        secret: Secret?,
        headers: [(name: String, value: String)],
        body: [UInt8],
        receivedAt: Timestamp
    ) {
        self.callID = callID
        self.secret = secret
        self.headers = headers
        self.body = body
        self.receivedAt = receivedAt
    }

    /// The value of a header that came once.
    package func header(_ name: String) -> String? {
        let values = headers.filter { $0.name == name }
        return values.count == 1 ? values[0].value : nil
    }
}

package enum CallbackSubject: Hashable, Sendable {
    case upstreamID(String)
    case callID(String)
}
