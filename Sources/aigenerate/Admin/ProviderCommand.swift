import AIGenerateClient
import ArgumentParser
import Domain
import Foundation

struct ProviderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "provider",
        abstract: "Keys of the providers that draw for us.",
        subcommands: [Add.self, List.self, Test.self, Remove.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Test and store a provider's key, encrypted.",
            discussion: """
                The key is read from --key-file, or from standard input without it.

                With --base-url the provider is a further endpoint of OpenAI's API, under a name of \
                your choice. What OpenAI draws is then bought there too: when the call before it \
                bought nothing, or where no other has a key.
                """
        )

        @Argument(help: "The provider: openai, or an endpoint's name.") var provider: String
        @Option(help: "The address of a further endpoint, such as https://host/v1.")
        var baseUrl: String?
        @Option(help: "A file that holds the key.") var keyFile: String?
        @Option(help: "A name to recognise it by.") var label: String?
        @Flag(help: "Do not test it first.") var noTest = false
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.perform(
                AdminRequest(
                    "provider-add",
                    [
                        "provider": .string(provider), "secret": .string(try readKey()),
                        "label": label.map(JSONValue.string), "no-test": .bool(noTest),
                        "base-url": baseUrl.map(JSONValue.string),
                    ]
                )
            )
        }

        private func readKey() throws -> String {
            let bytes =
                keyFile.map { FileManager.default.contents(atPath: $0) }
                ?? FileHandle.standardInput.readDataToEndOfFile()
            guard let bytes else {
                throw CommandFailure(.usage, "Cannot read \(keyFile ?? "standard input").")
            }
            guard UTF8Fault.offset(in: bytes) == nil else {
                throw CommandFailure(.usage, "The key is not text: it is not UTF-8.")
            }
            return String(decoding: bytes, as: UTF8.self).withoutSpaceAround
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Providers and their keys.")

        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.perform(AdminRequest("provider-list"))
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Try a provider's key.")

        @Argument(help: "The provider.") var provider: String
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.perform(
                AdminRequest("provider-test", ["provider": .string(provider)])
            )
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Forget a provider's key.")

        @Argument(help: "The number that 'provider list' shows.") var id: String
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.perform(AdminRequest("provider-remove", ["id": .string(id)]))
        }
    }
}
