import Domain

/// Decides what a request gets.
struct SimulatorDesk {
    var request: SimulatorRequest
    let body: [UInt8]
    let today: CivilDate
    private(set) var fault: SimulatorFault?
    /// OpenAI would have done the work and billed it.
    private(set) var isPurchase = false
    private(set) var pictures: [TestPicture] = []

    init(request: SimulatorRequest, body: [UInt8], today: CivilDate) {
        self.request = request
        self.body = body
        self.today = today
    }

    mutating func answer(queued: SimulatorFault?) -> SimulatorAnswer {
        do throws(SimulatorError) {
            try checkKey()
            try readBody()
            fault = SimulatorFault.asked(by: request.prompt) ?? queued
            if let fault, let answer = SimulatorAnswer.instead(fault) {
                // A proxy that lost patience did not stop the work behind it.
                if case .proxyError = fault { isPurchase = true }
                return answer
            }
            switch (request.method, request.path) {
            case ("GET", "/v1/models"): return SimulatorAnswer(text: models())
            case ("POST", "/v1/images/generations"): return try pictures(isEdit: false)
            case ("POST", "/v1/images/edits"): return try pictures(isEdit: true)
            default:
                throw SimulatorError(
                    status: 404,
                    message: "Invalid URL (\(request.method) \(request.path))"
                )
            }
        } catch {
            return SimulatorAnswer(error)
        }
    }

    private func checkKey() throws(SimulatorError) {
        guard request.header("Authorization") == "Bearer \(OpenAISimulator.key)" else {
            let given = request.header("Authorization")?.split(separator: " ").last ?? ""
            throw SimulatorError(
                status: 401,
                code: "invalid_api_key",
                message: "Incorrect API key provided: \(given.prefix(8))****\(given.suffix(4)). "
                    + "You can find your API key at https://platform.openai.com/account/api-keys."
            )
        }
    }

    private mutating func readBody() throws(SimulatorError) {
        guard request.method == "POST" else { return }
        let type = request.header("Content-Type") ?? ""
        if type.hasPrefix("multipart/form-data"), request.path.hasSuffix("/edits") {
            (request.fields, request.files) = try SimulatorForm.read(body, contentType: type)
        } else if type.hasPrefix("application/json"), request.path.hasSuffix("/generations") {
            guard let fields = try? JSONValue.parse(body).objectValue else {
                throw SimulatorError(message: "We could not parse the JSON body of your request.")
            }
            request.fields = fields
        } else {
            throw SimulatorError(
                code: "unsupported_content_type",
                message: "Unsupported content type: '\(type)'."
            )
        }
    }

    private mutating func pictures(isEdit: Bool) throws(SimulatorError) -> SimulatorAnswer {
        let job = try SimulatorImages(request: request, isEdit: isEdit, today: today).job()
        isPurchase = fault != .closeBeforeReading
        draw(job)
        let created = today.start.seconds
        if let partials = job.partials {
            var answer = SimulatorAnswer.stream(
                job,
                isEdit: isEdit,
                half: pictures(halfDone: job, partials),
                pictures: pictures,
                created: created
            )
            if let fault { answer.spoil(fault) }
            return answer
        }
        if fault == .oddLayout { return .odd(job, pictures: pictures, created: created) }
        var answer = SimulatorAnswer(job, pictures: pictures, created: created)
        if let fault { answer.spoil(fault) }
        return answer
    }

    private mutating func draw(_ job: SimulatorJob) {
        // The same prompt gives the same pictures.
        let seed = request.prompt.utf8.reduce(UInt32(2_166_136_261)) {
            ($0 ^ UInt32($1)) &* 16_777_619
        }
        let count = fault == .tooMany ? job.count + 2 : job.count
        pictures = (0..<count).map { index in
            let seed = seed &+ UInt32(index)
            var (media, isCut) = (job.media, false)
            switch fault {
            case .big(let bytes):
                let (width, height) = (job.width, job.height)
                return .bulky(byteCount: bytes, width: width, height: height, seed: seed)
            case .garbage: return .garbage(media)
            case .picture(let file): return file
            case .wrongType: media = media == .png ? .jpeg : .png
            case .truncatedPicture: isCut = true
            default: break
            }
            let picture = TestPicture.make(media, width: job.width, height: job.height, seed: seed)
            return isCut ? picture.truncated(by: 20) : picture
        }
    }

    private func pictures(halfDone job: SimulatorJob, _ count: Int) -> [TestPicture] {
        (0..<count).map {
            .make(job.media, width: job.width, height: job.height, seed: UInt32($0))
        }
    }

    private func models() -> String {
        let items = SimulatorModel.all.filter { !$0.isShutDown(on: today) }.map { model in
            JSONValue.object([
                "id": .string(model.id), "object": "model", "created": 1_776_729_600,
                "owned_by": "system", "shutdown_date": .text(model.shutdown?.text),
            ])
        }
        return JSONValue.object(["object": "list", "data": .array(items)]).text()
    }
}
