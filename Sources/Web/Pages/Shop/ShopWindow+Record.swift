import Domain

extension ShopWindow {
    /// How models did, and how that is known.
    func record(of slugs: [String]) -> [String: JSONValue] {
        let record = uptime.record(of: slugs)
        var view: [String: JSONValue] = [
            "tasks": .int(record.tasks), "successes": .int(record.successes),
            "hasTasks": .bool(record.tasks > 0),
            "p50": .text(record.medianMilliseconds.map(seconds)),
            "p50Ms": .number(record.medianMilliseconds), "known": .string(known(record)),
            "days": .array(record.days.map { .object(day($0)) }), "bars": bars(record.days),
            "strip": .string(strip(record)),
        ]
        if record.tasks > 0 {
            view["success"] = .string(Self.percent(record.successes, of: record.tasks))
        }
        let (word, kind) = state(record)
        view["word"] = .string(word)
        view["kind"] = .string(kind)
        return view
    }

    private func state(_ record: TrackRecord) -> (word: String, kind: String) {
        guard record.recentTasks > 0 else { return ("No recent traffic", "off") }
        return Self.isBad(record.recentFaults, of: record.recentTasks)
            ? ("Failing", "bad") : ("Operational", "ok")
    }

    /// More than a tenth. One failed task among few says little of a model.
    private static func isBad(_ faults: Int64, of tasks: Int64) -> Bool {
        faults > 1 && faults * 10 > tasks
    }

    private func known(_ record: TrackRecord) -> String {
        let since = Timestamp(milliseconds: (HourFigure.hour(of: now) - 1) * 3_600_000).iso8601
        let hour = since.dropFirst(11).prefix(5)
        guard record.recentTasks > 0 else {
            return "no real tasks since \(hour) UTC"
        }
        return "from \(Self.plural(Int(record.recentTasks), "real task")) since \(hour) UTC"
    }

    private func day(_ day: TrackRecord.Day) -> [String: JSONValue] {
        [
            "date": .string(
                String(Timestamp(milliseconds: day.number * 86_400_000).iso8601.prefix(10))
            ),
            "tasks": .int(day.successes + day.faults), "faults": .int(day.faults),
        ]
    }

    /// The bars of the 30-day strip as three paths, by what they say: 4 wide, 6 apart, a success rate
    /// as their height.
    private func bars(_ days: [TrackRecord.Day]) -> JSONValue {
        var paths: [String: String] = [:]
        for (index, day) in days.enumerated() {
            let tasks = day.successes + day.faults
            let height = tasks == 0 ? 2 : max(2, day.successes * 20 / tasks)
            let kind = tasks == 0 ? "none" : Self.isBad(day.faults, of: tasks) ? "bad" : "ok"
            paths[kind, default: ""] += "M\(index * 6) \(20 - height)h4V20h-4z"
        }
        return .array(
            paths.sorted { $0.key < $1.key }.map { kind, path in
                ["kind": .string(kind), "path": .string(path)]
            }
        )
    }

    /// The strip in words, for who cannot see it.
    private func strip(_ record: TrackRecord) -> String {
        let used = record.days.filter { $0.successes + $0.faults > 0 }
        guard !used.isEmpty else { return "No tasks in 30 days" }
        let faulty = used.filter { $0.faults > 0 }.count
        return "30 days: tasks on \(Self.plural(used.count, "day")), failures on \(faulty)"
    }

    /// A share to one decimal, cut and not rounded, so that 100 % means all of them.
    static func percent(_ part: Int64, of whole: Int64) -> String {
        let permille = part * 1_000 / whole
        return permille % 10 == 0 ? "\(permille / 10) %" : "\(permille / 10).\(permille % 10) %"
    }

    private func seconds(_ milliseconds: Int64) -> String {
        let tenths = (milliseconds + 50) / 100
        return tenths < 100 ? "\(tenths / 10).\(tenths % 10) s" : "\((tenths + 5) / 10) s"
    }
}
