import Domain
import Storage

/// One cell of a comparison as its template shows it, on the page and in the stream of events.
struct CellView: Sendable {
    let house: House
    let run: PlaygroundRun
    let isOwner: Bool
    let isVisitor: Bool

    /// What the page tells of the cell, and what a change of is worth telling.
    struct State: Hashable, Sendable {
        let view: JSONValue
        let mark: String
        let isRunning: Bool
    }

    func state(of cell: RunCell, _ task: MediaTask?) -> State {
        var view: [String: JSONValue] = [
            "letter": .string(cell.letter), "run": .string(run.id),
            "place": .string("\(cell.letter)\(cell.tries)"), "isOwner": .bool(isOwner),
            "isMasked": .bool(run.isMasked), "isBest": .bool(run.vote == cell.letter),
        ]
        if !run.isMasked { name(cell, &view) }
        guard let task else {
            refused(cell, &view)
            return State(view: .object(view), mark: "\(cell.tries)", isRunning: false)
        }
        let progress = house.record.object(task, now: house.store.clock.wall())["progress"]
        view["state"] = .string(task.stateWord)
        view["kind"] = .string(task.stateKind)
        view["isRunning"] = .bool(!task.state.isTerminal)
        view["progress"] = progress ?? 0
        view["message"] = .text(task.failMessage)
        view["mayRetry"] = .bool(isOwner && task.state.isTerminal && !run.isMasked)
        view["mayVote"] = .bool(
            isOwner && task.state == .success && run.cells.count > 1
                && (run.isMasked || run.vote != cell.letter)
        )
        view["pictures"] = .array(task.outputs.map { picture($0, of: task, cell) })
        view["isGone"] = .bool(task.state == .success && task.outputs.isEmpty)
        view["isMany"] = .bool(task.outputs.count > 1)
        if !run.isMasked { figures(task, &view) }
        let part = (progress?.intValue ?? 0) / 5
        return State(
            view: .object(view),
            mark: "\(cell.tries)\(task.wireState)\(part)",
            isRunning: !task.state.isTerminal
        )
    }

    private func name(_ cell: RunCell, _ view: inout [String: JSONValue]) {
        let variant = house.catalog.variant(cell.slug)
        view["slug"] = .string(cell.slug)
        view["title"] = .string(variant?.title ?? cell.slug)
        view["href"] = .text(variant.map { "/models/\($0.family)/\($0.slug)" })
        view["settings"] = .string("/playground?from=\(run.id)&cell=\(cell.letter)")
        view["code"] = .string("/playground/runs/\(run.id)?code=\(cell.letter)#call")
    }

    /// No task: it was refused, or the server stopped before it was ordered.
    private func refused(_ cell: RunCell, _ view: inout [String: JSONValue]) {
        let isUnpaid =
            cell.refusal?.kind == "allowance_used_up"
            || cell.refusal?.kind == "quote_mismatch"
        view["state"] = .string(cell.refusal == nil ? "Not started" : "Not run")
        view["kind"] = "off"
        view["message"] = .text(cell.refusal?.message)
        view["mayRetry"] = .bool(isOwner && !isUnpaid)
        view["mayPay"] = .bool(isOwner && !isVisitor && isUnpaid && cell.price.isPositive)
        view["paidPlace"] = .string(cell.paidPlace)
        view.merge(house.amount(cell.price, named: "price")) { $1 }
    }

    private func figures(_ task: MediaTask, _ view: inout [String: JSONValue]) {
        view["duration"] = .text(task.duration)
        view["seed"] = .number(task.seed)
        view["isStandIn"] = .bool(task.isStandIn)
        view["task"] = .text(isOwner && !isVisitor ? "/dashboard/tasks/\(task.id)" : nil)
        view["milliseconds"] = .number(task.costTime?.wholeMilliseconds)
        guard task.state.isTerminal else { return }
        switch task.payer {
        case .customer:
            view["isCharged"] = true
            view.merge(house.amount(task.charged, named: "cost")) { $1 }
        case .playground:
            if let listPrice = task.listPrice {
                view["isList"] = true
                view.merge(house.amount(listPrice, named: "list")) { $1 }
            }
        case .none: break
        }
        view["isFree"] = .bool(task.payer != .customer && task.state == .success)
        view["isUncharged"] = .bool(task.state == .fail)
    }

    private func picture(_ output: Output, of task: MediaTask, _ cell: RunCell) -> JSONValue {
        [
            "href": .string(house.link(to: output, of: task)),
            "width": .int(Int64(output.size.width)), "height": .int(Int64(output.size.height)),
            "name": .string(
                run.isMasked
                    ? "\(cell.letter)\(output.index).\(output.media.fileExtension)"
                    : "\(task.id).\(output.index).\(output.media.fileExtension)"
            ),
            "alt": .string("Picture \(output.index + 1) of \(cell.letter)"),
        ]
    }
}
