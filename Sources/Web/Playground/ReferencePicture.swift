import Domain
import Hummingbird
import Storage

extension House {
    /// A form with a picture in it. Only our own pages may send one.
    func receiveOwnForm(_ request: Request, _ player: Player) async throws -> ReceivedForm {
        guard request.isOwnForm else {
            throw APIError.forbidden("This form was not sent from a page of this site.")
        }
        let limit = player.visitor == nil ? Limits.visitorFile : Limits.editFile
        let receive = ReceiveForm(
            spool: uploads,
            fileLimit: limit,
            bodyLimit: limit + Limits.formSlack
        )
        return try await receive(request)
    }

    /// Keeps the form's picture. nil: none was chosen.
    func keepPicture(
        of form: ReceivedForm,
        _ player: Player
    ) async throws(APIError) -> KeptImage? {
        // Browsers send an empty file then.
        let file = form.files.first { $0.field == "image" && $0.content.bytes > 0 }
        guard let file else { return nil }
        do {
            try checkOpen()
            if player.visitor == nil {
                try player.pictureTries.admit(fromNetwork: Limits.visitorPictures)
            }
            let keep = KeepUpload(house: self)
            try keep.check(file.content, isInput: true, field: "image")
            let upload = try await keep(
                file.content,
                name: file.name ?? "picture",
                caller: player.caller,
                field: "image"
            )
            return KeptImage(id: upload.id, sha256: upload.sha256)
        } catch {
            throw APIError(error, credit: credit)
        }
    }
}
