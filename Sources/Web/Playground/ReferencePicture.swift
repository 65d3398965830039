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
        // Browsers send an empty file without a name then.
        let files = form.files.filter { $0.field == "image" }
            .filter { $0.content.bytes > 0 || $0.name?.isEmpty == false }
        guard let file = files.first else { return nil }
        do {
            try file.checkChosen(of: files.count)
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

extension ReceivedForm.File {
    /// A file that somebody chose is used or refused, never left out.
    fileprivate func checkChosen(of count: Int) throws(APIError) {
        guard count == 1 else {
            throw .unprocessable(
                "\(count) images were chosen. Choose one. Nothing was run.",
                param: field
            )
        }
        guard content.bytes > 0 else {
            throw .unprocessable(
                "'\((name ?? field).prefix(100))' is empty: it has 0 bytes. Choose another image, or "
                    + "none. Nothing was run.",
                param: field
            )
        }
    }
}
