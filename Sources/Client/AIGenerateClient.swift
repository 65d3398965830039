public import AsyncHTTPClient
public import Foundation

/// A client of an AI Generate server: one key, one prepaid balance, every image model it offers.
///
/// ```swift
/// let client = try AIGenerateClient(server: "http://127.0.0.1:8080", key: "sk-aig-…")
/// let task = try await client.createTask(
///     model: "openai-gpt-image-2-5-flare-text-to-image-medium", input: ImageInput(prompt: "a red fox"))
/// let record = try await client.wait(for: task.taskID)
/// try await client.download(record.outputs[0], to: URL(filePath: "fox.png"))
/// ```
///
/// A task that failed is not an error of the call: `wait(for:timeout:)` returns its record with
/// `state == .fail`, the reason in `failClass` and `failMsg`, and nothing charged.
///
/// Calls that are safe to repeat are repeated by themselves, at most three tries in all, after a
/// lost connection, a rate limit or a fault of the server. Creating a task is safe because every
/// create carries an idempotency key: the server makes, and charges for, one task however often the
/// request arrives.
///
/// The client is a value without state of its own: copy it, share it between tasks, make as many as
/// you like. Printing it never shows the key.
public struct AIGenerateClient: Sendable {
    let server: ServerAddress
    let key: ClientKey
    let http: HTTPClient
    let pace: Pace

    /// - Parameters:
    ///   - server: Where the server is, `https://images.example.com`; a path is kept as a prefix.
    ///   - key: An API key, `sk-aig-…`; white space around it is left away.
    ///   - httpClient: The connections to use. It is never shut down by this client.
    /// - Throws: `.invalidServer` when the address is not an http or https URL with a host;
    ///   `.invalidInput` when the key holds a character that no key has.
    public init(
        server: String,
        key: String,
        httpClient: HTTPClient = .shared
    ) throws(AIGenerateError) {
        try self.init(server: server, key: key, httpClient: httpClient, pace: .real)
    }

    /// The same for an address that is a `URL` already.
    public init(
        server: URL,
        key: String,
        httpClient: HTTPClient = .shared
    ) throws(AIGenerateError) {
        try self.init(server: server.absoluteString, key: key, httpClient: httpClient)
    }

    /// With time and chance stood in for.
    package init(
        server: String,
        key: String,
        httpClient: HTTPClient,
        pace: Pace
    ) throws(AIGenerateError) {
        self.server = try ServerAddress(server)
        self.key = try ClientKey(key)
        http = httpClient
        self.pace = pace
    }
}

extension AIGenerateClient: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    public var description: String { "AIGenerateClient(\(server.base), key \(key))" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["server": server.base]) }
}
