import Domain
import HTTPTypes
import Hummingbird
import Storage

/// `/playground`: the same prompt over one to six variants, beside each other.
struct PlaygroundPage: Sendable {
    let house: House

    /// `?variants=a,b` chooses; `?from=RUN&cell=A` takes the settings of an earlier run.
    func show(_ request: Request, _ context: APIContext) async throws -> Response {
        let player = try await house.player(request, context)
        let asked = PageRequest(request, format: .html)
        var form = RunForm(slugs: standard(player))
        if let slugs = asked.query["variants"]?.split(separator: ",").map(String.init) {
            form.slugs = house.catalog.slugs(of: slugs).filter { house.catalog.variant($0) != nil }
        }
        if let prompt = asked.query["prompt"] { form.prompt = prompt.limited(to: 32_000) }
        if let id = asked.query["from"], let run = try await house.store.run(id),
            player.maySee(run)
        {
            form = RunForm(run)
            if let cell = run.cells.first(where: { $0.letter == asked.query["cell"] }),
                let task = cell.taskID, !run.isMasked,
                let seed = try await house.store.task(task)?.seed
            {
                form.seed = String(seed)
            }
            // An upload is its owner's alone.
            if !player.owns(run) { form.picture = nil }
        }
        return try await answer(form, player, to: request)
    }

    /// `POST /playground`: makes the run, orders its cells, and leads to it.
    func start(_ request: Request, _ context: APIContext) async throws -> Response {
        let player = try await house.player(request, context)
        let form = try await RunForm.receive(request, player, house: house)
        guard !form.isRefused else {
            return try await answer(form, player, to: request)
        }
        let run = try await StartRun(house: house)(
            form.order,
            player,
            requestID: context.requestID
        )
        return try house.lead(to: run, player)
    }

    /// `POST /playground/estimate`: what a click would cost, for the button.
    func estimate(_ request: Request, _ context: APIContext) async throws -> Response {
        let player = try await house.player(request, context)
        let form = try await RunForm.receive(
            request,
            player,
            house: house,
            keepsPicture: false
        )
        let estimate = try await RunEstimate(form.order, player, house: house)
        let costs = house.catalog.allVariants.map { variant in
            (variant.slug, JSONValue.string(house.cost(of: variant, size: form.size)))
        }
        return Envelope.respond(
            .ok,
            [
                "button": .string(estimate.button), "note": .string(estimate.note),
                "costs": .object(Dictionary(costs, uniquingKeysWith: { $1 })),
            ],
            ["Cache-Control": "no-store"]
        )
    }

    private func answer(
        _ form: RunForm,
        _ player: Player,
        to request: Request
    ) async throws -> Response {
        let runs = try await history(player)
        let view = try await RunFormView(house: house, player: player).view(form)
        let page = Page(
            template: "playground",
            title: "Playground",
            summary: "Compare image models side by side, with one prompt, for free.",
            path: "/playground",
            view: [
                "form": .object(view),
                "runs": .array(runs), "hasRuns": .bool(!runs.isEmpty),
            ],
            scripts: ["playground"],
            status: form.isRefused ? .unprocessableContent : .ok,
            isPublic: false
        )
        return try house.answer(page, to: PageRequest(request, format: .html))
    }

    private func history(_ player: Player) async throws -> [JSONValue] {
        guard player.visitor != nil else { return [] }
        return try await house.store.runs(account: player.accountID, limit: 12).map(\.line)
    }

    /// What is chosen when nobody chose: for who may order, the Sandbox beside the cheapest of each
    /// of two families.
    private func standard(_ player: Player) -> [String] {
        let free = ["sandbox-instant", "sandbox-slow"].filter { house.catalog.variant($0) != nil }
        guard player.visitor != nil else { return free }
        let now = house.store.clock.wall()
        let cheapest = house.catalog.families.compactMap { family in
            family.variants
                .filter { !$0.isFree && $0.mode == .textToImage && !$0.isRetired(at: now) }
                .min { $0.sample.price < $1.sample.price }
        }
        return free.prefix(1) + cheapest.prefix(2).map(\.slug)
    }
}

extension PlaygroundRun {
    /// As the list of earlier runs shows it.
    var line: JSONValue {
        [
            "href": .string("/playground/runs/" + id),
            "prompt": .string(input["prompt"]?.stringValue ?? ""),
            "time": .string(createdAt.forPeople),
            "cells": .string(ShopWindow.plural(cells.count, "variant")),
            "vote": .text(vote), "isShared": .bool(isShared),
        ]
    }
}
