import AIGenerateClient
import ArgumentParser
import AsyncHTTPClient
import Foundation
import NIOCore

/// `aigenerate generate "a red fox" -o fox.png`
struct Generate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make images with a server, and save them.",
        discussion: """
            The names of the files are written to stdout, one a line; everything else goes to \
            stderr. Ctrl-C cancels the task, and nothing is charged for it.

            What cannot work is refused before anything is ordered. When an image was bought and \
            cannot be saved, stderr names the task and the image's link.

            The server and the key can be given in the environment instead: AIGENERATE_SERVER, \
            AIGENERATE_API_KEY (preferred, as other users of the machine can see options), and \
            AIGENERATE_MODEL.

            Exit codes: 0 done, 1 unexpected, 2 usage, 3 not signed in or forbidden, 4 out of \
            credits or at a cap, 5 provider failed, 6 refused by a safety filter, 7 timed out \
            (the task goes on), 130 interrupted.
            """
    )

    @Argument(help: "What to draw; - reads it from stdin.")
    var prompt: String

    @Option(name: .shortAndLong, help: "The file to write; - for stdout, a folder for a new name.")
    var output: String?

    @Option(help: "The variant to order. (default: \(OrderDefaults.model))")
    var model: String?

    @Option(help: "The size, such as 1024x1024.")
    var size: String?

    @Option(name: .customShort("n"), help: "How many images.")
    var count: Int?

    @Option(help: "The same seed gives the same image, where the model can.")
    var seed: Int64?

    @Option(help: "An image to work from: a link, or a file. Can be repeated.")
    var image: [String] = []

    @Option(
        help:
            "A field of the model's own, name=value; true, false and numbers as such. Can be repeated."
    )
    var field: [String] = []

    @Flag(help: "Only say what it would cost.")
    var dryRun = false

    @Flag(help: "Write one JSON object to stdout.")
    var json = false

    @Option(help: "Where the server is. (default: \(OrderDefaults.server))")
    var server: String?

    @Option(help: "The API key.")
    var key: String?

    @Option(help: "The longest wait in seconds.")
    var timeout = 900

    @Flag(name: .shortAndLong, help: "Say nothing but failures.")
    var quiet = false

    /// A year.
    private static let longestTimeout = 366 * 86_400

    func validate() throws {
        if let count, count < 1 { throw ValidationError("-n must be 1 or more.") }
        guard (1...Self.longestTimeout).contains(timeout) else {
            throw ValidationError("--timeout must be 1 to \(Self.longestTimeout) seconds.")
        }
        guard output == "-" else { return }
        if json { throw ValidationError("--json and -o - both write to stdout: choose one.") }
        if (count ?? 1) > 1 { throw ValidationError("-o - takes one image.") }
        if !dryRun, isatty(STDOUT_FILENO) == 1 {
            throw ValidationError("-o - would fill the terminal with bytes: send them somewhere.")
        }
    }

    func run() async throws {
        // A reader that has gone is an error to tell, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        let environment = CommandEnvironment.current()
        let order = try order(environment)
        guard let key = key ?? environment.key, !key.withoutSpaceAround.isEmpty else {
            throw CommandFailure(
                .forbidden,
                "There is no API key: set AIGENERATE_API_KEY, or give one by --key."
            )
        }
        let terminal = Terminal(
            isQuiet: quiet,
            isDumb: environment.isDumbTerminal,
            refusesColour: environment.refusesColour
        )
        var connections = HTTPClient.Configuration(timeout: .init(connect: .seconds(10)))
        // A server that is not running is said at once; the client's own tries are enough.
        connections.connectionPool.retryConnectionEstablishment = false
        let reason = try await HTTPClient.withHTTPClient(configuration: connections) { http in
            try await GenerateRun(
                client: Self.client(order.server, key: key, http),
                order: order,
                terminal: terminal,
                asJSON: json
            ).story(dryRun: dryRun)
        }
        if reason != .done { throw ExitCode(reason.rawValue) }
    }

    private static func client(
        _ server: String,
        key: String,
        _ http: HTTPClient
    ) throws(CommandFailure) -> AIGenerateClient {
        do throws(AIGenerateError) {
            return try AIGenerateClient(server: server, key: key, httpClient: http)
        } catch {
            throw CommandFailure(ExitReason(error), error.description)
        }
    }

    private func order(_ environment: CommandEnvironment) throws(CommandFailure) -> GenerateOrder {
        let input = ImageInput(
            prompt: try PromptText.checked(prompt == "-" ? PromptText.fromInput() : prompt),
            size: size,
            n: count,
            seed: seed,
            extra: try FieldArgument.parse(field)
        )
        let standard = image.isEmpty ? OrderDefaults.model : OrderDefaults.imageModel
        let order = GenerateOrder(
            server: server ?? environment.server ?? OrderDefaults.server,
            model: (model ?? environment.model ?? standard).withoutSpaceAround,
            input: input,
            images: try ImageArgument.parse(image),
            output: output,
            timeout: .seconds(timeout)
        )
        guard output != "-" || order.expectedCount == 1 else {
            throw CommandFailure(.usage, "-o - takes one image. Nothing was ordered.")
        }
        return order
    }
}

/// What is used when nothing else is said.
enum OrderDefaults {
    static let server = "http://127.0.0.1:8080"
    /// The model that OpenAI's clients get when they name none, at the same quality.
    static let model = "openai-gpt-image-2-5-flare-text-to-image-medium"
    /// The same with images to work from.
    static let imageModel = "openai-gpt-image-2-5-flare-image-to-image-medium"
}

/// Everything that was asked for, checked as far as it can be without the server.
struct GenerateOrder: Sendable {
    let server: String
    let model: String
    /// Without the images to work from.
    let input: ImageInput
    let images: [ImageArgument]
    /// A path, `-`, or nil.
    let output: String?
    let timeout: Duration
    /// Our own name of the task, known before the server has answered: an order whose answer was
    /// lost, or was not waited for, can still be cancelled.
    let taskID = "cli-\(UUID().uuidString.lowercased())"
}
