import Domain
import Foundation
import Storage

/// The real times. The steady one counts from the machine's boot (it never steps, and goes on over a
/// restart of the process); its offset is kept with the boot's id, so that stored times keep their
/// meaning, also when the wall clock was set meanwhile.
enum LiveClock {
    static var bootID: String {
        let bytes = FileManager.default.contents(atPath: "/proc/sys/kernel/random/boot_id")
        return String(decoding: bytes ?? Data(), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// `offset` is what the wall clock shows more than the machine's: for tests.
    static func start(
        in store: any TransactionalStore,
        offset: Duration = .zero
    ) async throws -> Clock {
        let steadyOffset = try await steadyOffset(in: store)
        return Clock(
            wall: { milliseconds(of: CLOCK_REALTIME) + offset },
            steady: { milliseconds(of: CLOCK_BOOTTIME) + .milliseconds(steadyOffset) }
        )
    }

    /// The same boot: the offset of the start before. Another boot: from the wall clock, but never
    /// before a time that was given out.
    private static func steadyOffset(in store: any TransactionalStore) async throws -> Int64 {
        let stored = try await store.setting(SettingName.steadyClock)?.split(separator: " ")
        if let stored, stored.count == 2, stored[0] == bootID, let offset = Int64(stored[1]) {
            return offset
        }
        let offset =
            milliseconds(of: CLOCK_REALTIME).milliseconds
            - milliseconds(of: CLOCK_BOOTTIME).milliseconds
        try await store.saveSetting(SettingName.steadyClock, "\(bootID) \(offset)")
        return offset
    }

    private static func milliseconds(of clock: clockid_t) -> Timestamp {
        var time = timespec()
        clock_gettime(clock, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
