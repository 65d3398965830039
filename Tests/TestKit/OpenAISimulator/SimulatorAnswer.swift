import Domain
import Foundation

/// An answer before it is sent.
struct SimulatorAnswer: Sendable {
    var status = 200
    var headers: [(String, String)] = [("Content-Type", "application/json")]
    var pieces: [Piece] = []
    /// Announces the length of the body; else the end of the connection is its end.
    var hasLength = true
    /// Bytes at the end of the body that the announced length leaves out.
    var unannounced = 0
    /// Bytes of the body that are sent before the connection is dealt with as `afterwards` says.
    var stopAfter: Int?
    var afterwards = Ending.keepAlive
    /// Time between two bytes of the body.
    var drip: Duration?

    enum Piece: Sendable {
        case text(String)
        case base64(TestPicture, escapeSlashes: Bool = false)
        case bytes([UInt8])

        /// What goes over the wire, in blocks.
        var blocks: [(bytes: [UInt8], times: Int)] {
            switch self {
            case .text(let text): return [(Array(text.utf8), 1)]
            case .bytes(let bytes): return [(bytes, 1)]
            case .base64(let picture, let escapeSlashes):
                let parts = [
                    (picture.start, 1), (picture.filler, picture.fillerCount), (picture.end, 1),
                ]
                return parts.map { bytes, times in
                    let text = Data(bytes).base64EncodedString()
                    return (
                        Array((escapeSlashes ? text.replacing("/", with: "\\/") : text).utf8), times
                    )
                }
            }
        }

        var byteCount: Int { blocks.reduce(0) { $0 + $1.bytes.count * $1.times } }
    }

    enum Ending: Sendable { case keepAlive, close, reset, silence, hold }

    /// The body in one.
    var body: [UInt8] {
        pieces.flatMap { $0.blocks.flatMap { bytes, times in repeatElement(bytes, count: times) } }
            .flatMap(\.self)
    }

    var byteCount: Int { pieces.reduce(0) { $0 + $1.byteCount } }

    init(_ error: SimulatorError) {
        status = error.status
        pieces = [.text(String(decoding: error.body, as: UTF8.self))]
    }

    init(status: Int = 200, text: String, type: String = "application/json") {
        self.status = status
        headers = [("Content-Type", type)]
        pieces = [.text(text)]
    }

    /// The answer to a job, as it should be.
    init(_ job: SimulatorJob, pictures: [TestPicture], created: Int64) {
        pieces = [.text("{\"created\":\(created),\"data\":[")]
        for (index, picture) in pictures.enumerated() {
            pieces += [
                .text((index == 0 ? "" : ",") + "{\"b64_json\":\""), .base64(picture), .text("\"}"),
            ]
        }
        let format = job.media == .jpeg ? "jpeg" : job.media.fileExtension
        pieces.append(
            .text(
                "],\"background\":\"\(job.background)\",\"output_format\":\"\(format)\","
                    + "\"quality\":\"\(job.quality)\",\"size\":\"\(job.size)\","
                    + "\"usage\":\(SimulatorAnswer.usage(job))}"
            )
        )
    }

    /// The same content as nobody would write it, and as anybody may.
    static func odd(_ job: SimulatorJob, pictures: [TestPicture], created: Int64) -> SimulatorAnswer
    {
        var answer = SimulatorAnswer(text: "")
        answer.hasLength = false
        answer.afterwards = .close
        answer.pieces = [
            .text(
                "\r\n{ \"usage\" : \(SimulatorAnswer.usage(job)) ,\n\t\"news\": [null, "
                    + "{\"b64_json\": \"AAAA\", \"data\": [1.5e3, true]}, "
                    + "\"\\u00e9\\ud83e\\udd8a\"], \"size\":\n\""
                    + "\(job.size)\", \"quality\": \"\(job.quality)\",  \"data\" : [ "
            )
        ]
        for (index, picture) in pictures.enumerated() {
            pieces(for: picture, index: index, into: &answer)
        }
        answer.pieces.append(.text(" ]\n , \"created\": \(created) }\n\n"))
        return answer
    }

    private static func pieces(
        for picture: TestPicture,
        index: Int,
        into answer: inout SimulatorAnswer
    ) {
        answer.pieces += [
            .text(
                (index == 0 ? "" : "\n,\n")
                    + "{ \"extra\" : {\"deep\": [[[]]]}, "
                    + "\"revised_prompt\" : \"fox \\\"\(index)\\\"\","
                    + "\"b64\\u005fjson\" :\n \""
            ),
            .base64(picture, escapeSlashes: true),
            .text("\" , \"url\":null}"),
        ]
    }

    /// Tokens by a made-up rule that depends on the request alone.
    static func usage(_ job: SimulatorJob) -> String {
        let image = job.inputPictures * 323
        let output = job.count * (job.width * job.height / 1_024 + 17)
        return "{\"input_tokens\":\(50 + image),\"input_tokens_details\":{\"text_tokens\":50,"
            + "\"image_tokens\":\(image)},\"output_tokens\":\(output),\"total_tokens\":"
            + "\(50 + image + output)}"
    }
}
