import AIGenerateClient
import ArgumentParser
import Foundation

struct VerifyReceipt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check that a receipt is genuine, and say what it says.",
        discussion: """
            Takes a receipt, a task's record, an answer of recordInfo or a callback's body. With \
            --keys nothing is asked of anybody: keep a copy of the server's \
            /.well-known/aigenerate-keys.json. Else the keys come from the server: --server, or \
            AIGENERATE_SERVER. Exit 0: genuine; 1: it is not, and why.

            A record is compared with its receipt, member by member. What a receipt does not prove \
            is listed: do not rely on it.
            """
    )

    @Argument(help: "The file; - reads it from stdin.") var receipt: String
    @Option(help: "A copy of the server's published keys.") var keys: String?
    @Option(help: "The server to ask for its keys.") var server: String?
    @Option(help: "A picture that must be on the receipt; repeatable.") var file: [String] = []

    func validate() throws {
        if keys != nil, server != nil {
            throw ValidationError("Give either --keys or --server.")
        }
    }

    func run() async throws {
        do throws(AIGenerateError) {
            let document = try bytes(of: receipt)
            let receipt = try Receipt(document: document)
            try receipt.verify(with: try await publishedKeys())
            let proof = receipt.proof(of: document)
            guard proof.contradictions.isEmpty else {
                throw .verification(.contradictsReceipt(proof.contradictions))
            }
            var pictures: [String] = []
            for name in file {
                let output = try receipt.output(of: try bytes(of: name))
                pictures.append("\(name) is on it: \(output.mime), \(output.bytes) bytes.")
            }
            Terminal.line(ReceiptText(receipt: receipt, proof: proof, pictures: pictures).text)
        } catch {
            if case .verification = error {
                throw CommandFailure(.unexpected, "Not proved. \(error.description)")
            }
            throw CommandFailure(ExitReason(error), error.description)
        }
    }

    private func publishedKeys() async throws(AIGenerateError) -> ReceiptKeys {
        if let keys { return try ReceiptKeys(document: try bytes(of: keys)) }
        let server = server ?? CommandEnvironment.current().server ?? OrderDefaults.server
        return try await AIGenerateClient.receiptKeys(of: server)
    }

    private func bytes(of name: String) throws(AIGenerateError) -> Data {
        do {
            if name == "-" { return try FileHandle.standardInput.readToEnd() ?? Data() }
            return try Data(contentsOf: URL(filePath: name))
        } catch {
            throw .invalidInput("\(name) cannot be read: \(error.localizedDescription)")
        }
    }
}
