import Domain

/// What OpenAI's models took and when they end, as documented on 2026-11-22.
struct SimulatorModel: Sendable {
    let id: String
    /// The first day without it.
    var shutdown: CivilDate?
    var isSizeFree = false
    var qualities: Set<String> = ["low", "medium", "high", "auto"]
    /// Allowed `input_fidelity` values; empty: the parameter is refused.
    var fidelities: Set<String> = []

    func isShutDown(on day: CivilDate) -> Bool {
        shutdown.map { day >= $0 } ?? false
    }

    static let all: [SimulatorModel] = {
        let december = CivilDate(year: 2026, month: 12, day: 1)
        let october = CivilDate(year: 2026, month: 10, day: 23)
        let fine: Set<String> = ["low", "medium", "high", "xhigh", "max", "auto"]
        let both: Set<String> = ["low", "high"]
        return [
            SimulatorModel(id: "gpt-image-1", shutdown: october, fidelities: both),
            SimulatorModel(id: "gpt-image-1-mini", shutdown: december, fidelities: ["low"]),
            SimulatorModel(id: "gpt-image-1.5", shutdown: december, fidelities: both),
            SimulatorModel(id: "gpt-image-1.5-2025-12-16", shutdown: december, fidelities: both),
            SimulatorModel(id: "chatgpt-image-latest", shutdown: december, fidelities: both),
            SimulatorModel(id: "gpt-image-2", isSizeFree: true),
            SimulatorModel(id: "gpt-image-2-2026-04-21", isSizeFree: true),
            SimulatorModel(id: "gpt-image-2.5-flare", isSizeFree: true, qualities: fine),
            SimulatorModel(id: "gpt-image-2.5-flare-2026-09-08", isSizeFree: true, qualities: fine),
            SimulatorModel(id: "gpt-image-2.5-sunburst", isSizeFree: true, qualities: fine),
            SimulatorModel(id: "gpt-image-2.6-flare", isSizeFree: true, qualities: fine),
            SimulatorModel(id: "gpt-image-2.6-sunburst", isSizeFree: true, qualities: fine),
        ]
    }()

    static let fixedSizes: Set<String> = ["1024x1024", "1536x1024", "1024x1536"]

    /// Width and height of an explicit size that this model takes.
    func dimensions(_ size: String) -> (width: Int, height: Int)? {
        let parts = size.split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]),
            width > 0, height > 0
        else { return nil }
        guard isSizeFree else {
            return SimulatorModel.fixedSizes.contains(size) ? (width, height) : nil
        }
        let pixels = width * height
        guard width % 16 == 0, height % 16 == 0, max(width, height) <= 3_840,
            max(width, height) <= 3 * min(width, height), (655_360...8_294_400).contains(pixels)
        else { return nil }
        return (width, height)
    }
}
