import Domain

// Answers that come as events.
extension SimulatorAnswer {
    /// The pictures of a job as a stream: half-done ones, then each completed one.
    static func stream(
        _ job: SimulatorJob,
        isEdit: Bool,
        half: [TestPicture],
        pictures: [TestPicture],
        created: Int64
    ) -> SimulatorAnswer {
        let kind = isEdit ? "image_edit" : "image_generation"
        var answer = SimulatorAnswer(text: "", type: "text/event-stream; charset=utf-8")
        answer.pieces = []
        let about = about(job, created: created)
        for (index, picture) in half.enumerated() {
            answer.pieces += event(
                "\(kind).partial_image",
                picture,
                about + ",\"partial_image_index\":\(index)"
            )
        }
        for picture in pictures {
            answer.pieces += event(
                "\(kind).completed",
                picture,
                about + ",\"usage\":\(usage(job))"
            )
        }
        return answer
    }

    private static func event(
        _ name: String,
        _ picture: TestPicture,
        _ members: String
    ) -> [Piece] {
        [
            .text("event: \(name)\ndata: {\"type\":\"\(name)\",\"b64_json\":\""),
            .base64(picture), .text("\",\(members)}\n\n"),
        ]
    }

    private static func about(_ job: SimulatorJob, created: Int64) -> String {
        let format = job.media == .jpeg ? "jpeg" : job.media.fileExtension
        return "\"created_at\":\(created),\"size\":\"\(job.size)\","
            + "\"quality\":\"\(job.quality)\",\"background\":\"\(job.background)\","
            + "\"output_format\":\"\(format)\""
    }
}
