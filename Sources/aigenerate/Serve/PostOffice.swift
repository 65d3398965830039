import Logging
import Web

/// Where letters go: to the mail program of the settings, else into the log.
struct PostOffice: Sendable {
    let premises: Premises
    let logger: Logger

    func letter(_ letter: Letter) async {
        let config = premises.config
        guard let program = config.mailCommand else {
            logger.notice(
                "a letter, for no mail program is set",
                metadata: [
                    "to": "\(letter.to)", "subject": "\(letter.subject)",
                    "link": "\(letter.link ?? "none")",
                ]
            )
            return
        }
        do {
            try await Sendmail(
                folder: premises.folder,
                program: program,
                sender: config.mailFrom
            )(letter)
        } catch {
            // Its reader can ask for another one. The link is not for the log.
            logger.error("a letter was not sent", metadata: ["error": "\(error)"])
        }
    }
}
