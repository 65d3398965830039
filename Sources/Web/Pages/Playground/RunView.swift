import Domain
import Storage

/// A comparison with all its cells, as the page shows it and its `.json` twin tells it.
struct RunView: Sendable {
    let house: House
    let run: PlaygroundRun
    let player: Player

    private var isVisitor: Bool { player.visitor == nil }

    func states() async throws -> [(RunCell, MediaTask?, CellView.State)] {
        let view = CellView(
            house: house,
            run: run,
            isOwner: player.owns(run),
            isVisitor: isVisitor
        )
        var states: [(RunCell, MediaTask?, CellView.State)] = []
        for cell in run.cells {
            let task = try await task(of: cell)
            states.append((cell, task, view.state(of: cell, task)))
        }
        return states
    }

    func view(_ query: [String: String]) async throws -> [String: JSONValue] {
        let states = try await states()
        let isTable = query["view"] == "table" && !run.isMasked
        var view: [String: JSONValue] = [
            "run": .string(run.id), "runPrompt": .text(run.input["prompt"]?.stringValue),
            "created": .string(run.createdAt.forPeople), "isBlind": .bool(run.isBlind),
            "isMasked": .bool(run.isMasked), "vote": .text(run.vote),
            "isShared": .bool(run.isShared), "isOwner": .bool(player.owns(run)),
            "mayShare": .bool(player.owns(run) && !isVisitor),
            "link": .string(house.link.publicURL() + "/playground/runs/" + run.id),
            "isLive": .bool(states.contains { $0.2.isRunning }), "isTable": .bool(isTable),
            "isGrid": .bool(!isTable), "summary": .string(summary(states.map { ($0.0, $0.1) })),
            "cells": .array(sorted(states, by: query["sort"]).map(\.2.view)),
        ]
        view.merge(unpaid) { $1 }
        return view
    }

    /// Which was fastest and which cheapest, in words.
    func summary(_ cells: [(RunCell, MediaTask?)]) -> String {
        let ended = cells.compactMap { cell, task in
            task.flatMap { $0.state == .success ? (cell, $0) : nil }
        }
        if run.isMasked {
            return ended.count > 1 ? "Choose the best one; then the names are shown." : ""
        }
        guard ended.count > 1 else { return "" }
        let fastest = ended.min { ($0.1.costTime ?? .zero) < ($1.1.costTime ?? .zero) }
        let cheapest = ended.min { $0.1.paid < $1.1.paid }
        guard let fastest, let cheapest else { return "" }
        let time = fastest.1.duration ?? ""
        let price =
            cheapest.1.paid.isPositive
            ? "\(house.credit.creditsFixed(cheapest.1.paid)) credits" : "free"
        // Those that show the same share it.
        let fast = ended.filter { $0.1.duration == fastest.1.duration }.map(\.0.letter)
        let cheap = ended.filter { $0.1.paid == cheapest.1.paid }.map(\.0.letter)
        return "Fastest: \(fast.joined(separator: ", ")) in \(time). "
            + "Cheapest: \(cheap.joined(separator: ", ")), \(price)."
    }

    private func task(of cell: RunCell) async throws -> MediaTask? {
        guard let id = cell.taskID else { return nil }
        return try await house.store.task(id)
    }

    private func sorted(
        _ states: [(RunCell, MediaTask?, CellView.State)],
        by order: String?
    ) -> [(RunCell, MediaTask?, CellView.State)] {
        guard !run.isMasked else { return states }
        switch order {
        case "time":
            return states.sorted {
                ($0.1?.costTime ?? .seconds(86_400)) < ($1.1?.costTime ?? .seconds(86_400))
            }
        case "cost":
            return states.sorted { ($0.1?.paid ?? $0.0.price) < ($1.1?.paid ?? $1.0.price) }
        default: return states
        }
    }

    /// The cells that wait for money, as one button.
    private var unpaid: [String: JSONValue] {
        let cells = run.cells.filter {
            $0.refusal?.kind == "allowance_used_up" && $0.price.isPositive
        }
        guard cells.count > 1, player.owns(run), !isVisitor else { return [:] }
        let sum = cells.map(\.price).sum
        var view: [String: JSONValue] = [
            "places": .string(cells.map(\.paidPlace).joined(separator: ",")),
            "count": .int(Int64(cells.count)),
        ]
        view.merge(house.amount(sum, named: "sum")) { $1 }
        return ["unpaid": .object(view)]
    }
}

extension RunCell {
    /// The cell at its try and at its price, as the button that pays it says it.
    var paidPlace: String { "\(letter)\(tries)=\(price.rawValue)" }
}

extension MediaTask {
    /// By its owner or, by list price, by the house.
    fileprivate var paid: MicroUSD { listPrice ?? charged }
}
