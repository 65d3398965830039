import Domain
import HTTPTypes
import Hummingbird
import Storage

/// `/playground/runs/{id}`: one comparison, live; for its owner, and for whoever has its link once it
/// is shared. Another's is as absent as none.
struct RunPage: Sendable {
    let house: House

    func show(_ request: Request, _ context: APIContext) async throws -> Response {
        let asked = PageRequest(request)
        let (run, player) = try await find(request, context)
        var view = try await RunView(house: house, run: run, player: player).view(asked.query)
        let path = "/playground/runs/" + run.id
        if asked.format == .html {
            let form = player.owns(run) ? RunForm(run) : RunForm(slugs: run.cells.map(\.slug))
            view["form"] = .object(
                try await RunFormView(house: house, player: player).view(form)
            )
            view["call"] = code(run, asked.query, path)
        }
        let page = Page(
            template: "playground",
            title: run.input["prompt"]?.stringValue.map { $0.limited(to: 60) } ?? "Run",
            summary: "A comparison of image models with one prompt.",
            path: path,
            view: view,
            scripts: ["playground", "live", "copy"],
            isPublic: false
        )
        return try house.answer(page, to: asked)
    }

    /// `GET …/events`: each cell as it changes.
    func events(_ request: Request, _ context: APIContext) async throws -> Response {
        let (run, player) = try await find(request, context)
        return RunEvents(house: house, run: run, player: player).answer(request)
    }

    /// `POST …/retry`: orders cells again, each once however often it is pressed. `cells` is letters
    /// with tries, such as `B1,C0`; `B1=28000` is paid from the balance, with so many micro-dollars at
    /// most.
    func retry(_ request: Request, _ context: APIContext) async throws -> Response {
        let body = try await FormBody(request)
        let (run, player) = try await owned(request, context)
        try house.checkOpen()
        let order = OrderCell(house: house, player: player)
        let places = (body["cells"] ?? "").matches(of: /([A-F])(\d+)(?:=(\d+))?/)
        try order.admit(cells: min(places.count, run.cells.count))
        for cell in run.cells {
            let place = places.first {
                String($0.1) == cell.letter && Int($0.2) == cell.tries
            }
            guard let place else { continue }
            let most = place.3.flatMap { Int64($0) }.map { MicroUSD($0) }
            // Visitors have no balance.
            let isPaid = most != nil && player.visitor != nil
            let purse = isPaid ? Purse.balance(atMost: most) : .allowance
            try await order(cell, of: run, from: purse, requestID: context.requestID)
        }
        return .seeOther("/playground/runs/\(run.id)#run")
    }

    /// `POST …/vote`
    func vote(_ request: Request, _ context: APIContext) async throws -> Response {
        let body = try await FormBody(request)
        let (run, _) = try await owned(request, context)
        try await house.store.vote(run: run.id, letter: body["cell"] ?? "")
        return .seeOther("/playground/runs/\(run.id)#run")
    }

    /// `POST …/share`
    func share(_ request: Request, _ context: APIContext) async throws -> Response {
        let body = try await FormBody(request)
        let (run, player) = try await owned(request, context)
        if player.visitor != nil {
            try await house.store.share(run: run.id, body["share"] == "yes")
        }
        return .seeOther("/playground/runs/\(run.id)#run")
    }

    private func find(
        _ request: Request,
        _ context: APIContext
    ) async throws -> (PlaygroundRun, Player) {
        var id = context.parameters.get("id") ?? ""
        if id.hasSuffix(".json") { id.removeLast(5) }
        let player = try await house.player(request, context)
        guard let run = try await house.store.run(id), player.maySee(run) else {
            throw APIError.noSuchPage
        }
        return (run, player)
    }

    private func owned(
        _ request: Request,
        _ context: APIContext
    ) async throws -> (PlaygroundRun, Player) {
        let (run, player) = try await find(request, context)
        guard player.owns(run) else { throw APIError.noSuchPage }
        return (run, player)
    }

    /// `?code=B`: the call that makes this cell's picture.
    private func code(
        _ run: PlaygroundRun,
        _ query: [String: String],
        _ path: String
    ) -> JSONValue {
        guard !run.isMasked, let cell = run.cells.first(where: { $0.letter == query["code"] }),
            let inputs = house.catalog.variant(cell.slug)?.inputs
        else { return .null }
        return CallExample(
            base: house.link.publicURL(),
            model: cell.slug,
            input: PlaygroundRun.input(run.input, for: inputs)
        ).view(path: path, chosen: query["lang"], also: "code=\(cell.letter)&")
    }
}
