package import Domain
package import Egress
import Foundation
package import Web

/// How the server is set up: flags over the environment over a YAML file over defaults. Everything
/// here is checked; what is wrong is said with its name and what is allowed.
package struct Config: Sendable {
    package var data: String
    package var host: String
    package var port: Int
    package var publicURL: String?
    package var creates: RateLimit
    package var polls: RateLimit
    /// Refused requests of one key, or of one address without a key.
    package var refusals: RateLimit
    package var connectionsPerAddress: Int
    /// How long a client may take nothing of its answer.
    package var writeStall: Duration
    package var allowedNetworks: [AddressRange]
    package var trustedProxies: [AddressRange]
    package var allowedOrigins: AllowedOrigins
    package var signUpGrant: MicroUSD
    /// In list prices, a day.
    package var playground: Allowance
    package var needsSecondStep: Bool
    /// nil: no credit is sold for money.
    package var stripe: StripeAccount?
    /// nil: people sign in here only.
    package var identities: SingleSignOn?
    package var sandbox: SandboxMode
    package var openAIKey: Secret?
    package var openAIBaseURL: String
    /// From the first byte sent to a provider to the last one read.
    package var upstreamRead: Duration
    package var masterKey: Secret?
    /// A path; nil: letters are shown in the log.
    package var mailCommand: String?
    package var mailFrom: String
    package var isServingSuccessors: Bool
    package var minimumFree: Int64
    package var slots: Int
    package var heartbeat: Duration
    package var outputsKept: Duration
    package var recordsKept: Duration
    package var uploadsKept: Duration
    /// Bytes of one account's uploads together.
    package var uploadsMost: Int64
    package var lossLimit: MicroUSD
    package var logLevel: String
    /// Every setting with its value and where that comes from, for operators to see.
    package let lines: [JSONValue]
    /// Debug builds only, for tests.
    package var crashPoint: String?
    /// Debug builds only: how often the price list is there.
    package var catalogCopies: Int
    /// Debug builds only: the wall clock shows this much more than the machine's.
    package var clockOffset: Duration
    /// Debug builds only: names that resolve to these addresses, whatever DNS says.
    package var extraHosts: [String: [IPAddress]]

    package enum SandboxMode: String, Sendable, CaseIterable {
        /// It stands in until the first provider key exists.
        case auto
        case always
        case never
    }

    package enum LogLevel: String, Sendable, CaseIterable {
        case debug, info, notice, warning, error
    }
}

/// A setting that cannot be used.
package struct ConfigError: Error, Hashable, Sendable {
    package let message: String
}

extension Config {
    /// - values: see `ConfigValues`.
    package init(_ values: ConfigValues) throws(ConfigError) {
        lines = ConfigValues.names.map { $0.json(values) }
        data = try values.required("data")
        host = try values.required("host")
        port = Int(try values.whole("port", 0...65_535))
        publicURL = try values.text("public-url").map(Self.publicURL)
        creates = RateLimit(
            count: Int(try values.whole("rate-limit-creates", 1...100_000)),
            window: .seconds(try values.whole("rate-limit-window-seconds", 1...3_600))
        )
        polls = try Self.inTenSeconds("rate-limit-polls", values)
        refusals = try Self.inTenSeconds("rate-limit-refusals", values)
        connectionsPerAddress = Int(try values.whole("connections-per-address", 1...1_000_000))
        writeStall = .seconds(try values.whole("write-stall-seconds", 1...3_600))
        allowedNetworks = try values.networks("egress-allow-cidrs")
        trustedProxies = try values.networks("trusted-proxies")
        allowedOrigins = try values.origins("cors-origins")
        signUpGrant = try values.dollars("signup-grant-usd")
        playground = Allowance(
            account: try values.dollars("playground-account-usd"),
            house: try values.dollars("playground-house-usd")
        )
        needsSecondStep = try values.flag("admin-second-step")
        mailCommand = try values.text("mail-command").map(Self.program)
        mailFrom = try Self.headerText(try values.required("mail-from"))
        stripe = try StripeAccount(values)
        identities = try SingleSignOn(values)
        sandbox = try values.choice("sandbox", SandboxMode.self)
        openAIKey = values.text("openai-api-key").map { Secret($0) }
        openAIBaseURL = try values.required("openai-base-url")
        upstreamRead = .seconds(try values.whole("upstream-read-seconds", 1...3_600))
        masterKey = values.text("master-key").map { Secret($0) }
        isServingSuccessors = try values.flag("successors")
        minimumFree = try values.whole("min-free-mb", 64...1_000_000) * 1_000_000
        slots = Int(try values.whole("slots", 1...10_000))
        heartbeat = .seconds(try values.whole("heartbeat-seconds", 1...300))
        outputsKept = .seconds(86_400 * (try values.whole("outputs-kept-days", 1...3_650)))
        uploadsKept = .seconds(86_400 * (try values.whole("uploads-kept-days", 1...3_650)))
        uploadsMost = try values.whole("uploads-most-mb", 1...1_000_000) * 1_000_000
        recordsKept = .seconds(86_400 * (try values.whole("records-kept-days", 1...3_650)))
        lossLimit = try values.dollars("loss-limit-usd-per-day")
        logLevel = try values.choice("log-level", LogLevel.self).rawValue
        crashPoint = values.text("crash-point")
        let offset = try values.whole("clock-offset-seconds", -1_000_000_000...1_000_000_000)
        let hosts = try values.hosts("extra-hosts")
        let copies = Int(try values.whole("catalog-copies", 1...100))
        #if CRASH_POINTS
        (clockOffset, extraHosts, catalogCopies) = (.seconds(offset), hosts, copies)
        #else
        // A released binary goes by the machine's time and names, whatever a test left behind.
        _ = (offset, hosts, copies)
        (clockOffset, extraHosts, catalogCopies) = (.zero, [:], 1)
        #endif
        if let unknown = values.unknownNames.first {
            throw ConfigError(
                message: "Unknown setting '\(unknown)'. Known: "
                    + ConfigValues.names.map(\.name).joined(separator: ", ") + "."
            )
        }
    }

    private static func inTenSeconds(
        _ name: String,
        _ values: ConfigValues
    ) throws(ConfigError) -> RateLimit {
        RateLimit(count: Int(try values.whole(name, 1...100_000_000)), window: .seconds(10))
    }

    private static func program(_ path: String) throws(ConfigError) -> String {
        guard path.hasPrefix("/"), access(path, X_OK) == 0 else {
            throw ConfigError(
                message: "mail-command must be the path of a program, such as "
                    + "/usr/sbin/sendmail, not '\(path)'."
            )
        }
        return path
    }

    private static func headerText(_ text: String) throws(ConfigError) -> String {
        guard text.contains("@"), text.allSatisfy({ !$0.isNewline }) else {
            throw ConfigError(
                message: "mail-from must be an address such as Shop <shop@example.com>, not "
                    + "'\(text)'."
            )
        }
        return text
    }

    private static func publicURL(_ text: String) throws(ConfigError) -> String {
        guard let url = URL(string: text), let scheme = url.scheme,
            ["http", "https"].contains(scheme), url.host() != nil, url.query() == nil
        else {
            throw ConfigError(
                message: "public-url must be the base of our links, such as "
                    + "https://images.example.com, not '\(text)'."
            )
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}
