import Domain
import HTTPTypes

extension Routes {
    /// kie's three ways to give a file, and links to files.
    static func uploads(_ house: House) -> [Endpoint] {
        let uploads = UploadEndpoints(house: house)
        return [
            Endpoint(
                .post,
                "/api/file-base64-upload",
                upload(
                    "uploadBase64",
                    "Keeps a picture that is sent in base64.",
                    .json("Base64Upload")
                ),
                use: uploads.base64
            ),
            Endpoint(
                .post,
                "/api/file-stream-upload",
                upload(
                    "uploadForm",
                    "Keeps a picture that is sent as a form.",
                    .form("FormUpload")
                ),
                use: uploads.stream
            ),
            Endpoint(
                .post,
                "/api/file-url-upload",
                upload("uploadAddress", "Fetches a picture and keeps it.", .json("AddressUpload")),
                use: uploads.url
            ),
            Endpoint(
                .post,
                "/api/v1/common/download-url",
                Operation(
                    id: "downloadLink",
                    summary: "A link to a file of the account, good for 20 minutes.",
                    chapter: .uploads,
                    body: [.json("Address")],
                    answers: [200: [.envelope("Link")]],
                    refusals: [422]
                ),
                use: DownloadLink(house: house).callAsFunction
            ),
        ]
    }

    private static func upload(
        _ id: String,
        _ summary: String,
        _ body: Operation.Content
    ) -> Operation {
        Operation(
            id: id,
            summary: summary,
            chapter: .uploads,
            scope: .generate,
            body: [body],
            answers: [200: [.envelope("Upload")]],
            links: OperationLink.ofUpload,
            refusals: [422]
        )
    }
}
