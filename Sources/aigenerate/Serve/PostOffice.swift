import Logging
import Web

/// Where letters go: to the mail program of the settings, else into the log.
struct PostOffice: Sendable {
    let premises: Premises
    let logger: Logger

    /// False: it was not sent, and the log says why.
    func letter(_ letter: Letter) async -> Bool {
        let config = premises.config
        guard let program = config.mailCommand else {
            logger.notice(
                "a letter, for no mail program is set",
                metadata: [
                    "to": "\(letter.to)", "subject": "\(letter.subject)",
                    "link": "\(letter.link ?? "none")",
                ]
            )
            return true
        }
        do {
            try await Sendmail(
                folder: premises.folder,
                program: program,
                sender: config.mailFrom
            )(letter)
            return true
        } catch {
            // Its reader can ask for another one, or it is tried again. The link is not for the log.
            logger.error("a letter was not sent", metadata: ["error": "\(error)"])
            return false
        }
    }
}
