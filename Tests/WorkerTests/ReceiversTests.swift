import Domain
import Testing

@testable import Storage
@testable import Worker

@Suite struct SharingReceivers {
    private let time = MovableTime()

    private func receivers(waiting: Int = 64) -> Receivers {
        Receivers(most: 32, mostPerHost: 4, mostWaiting: waiting)
    }

    private func delivery(_ id: Int) -> DueDelivery {
        DueDelivery(
            id: "\(id)",
            taskID: TaskID(milliseconds: 1, high: 2, low: 3),
            accountID: 1,
            url: "http://a.example/",
            requestID: "req",
            tries: 0
        )
    }

    @Test func `one host gets no more than its share at a time, and the next at once after it`() {
        let receivers = receivers(waiting: 1)
        for number in 0..<4 {
            #expect(receivers.enter("a", delivery(number), at: time.current) == .begin)
        }
        #expect(receivers.enter("a", delivery(4), at: time.current) == .wait)
        #expect(receivers.enter("a", delivery(5), at: time.current) == .putBack(.milliseconds(500)))
        #expect(receivers.enter("b", delivery(6), at: time.current) == .begin)
        #expect(receivers.heldBack == ["0", "1", "2", "3", "4", "6"])
        let next = receivers.leave("a", "0", answered: true, at: time.current)
        #expect(next.begin?.delivery == delivery(4))
        #expect(next.begin?.host == "a")
        #expect(receivers.leave("b", "6", answered: true, at: time.current).begin == nil)
        #expect(receivers.heldBack == ["1", "2", "3", "4"])
    }

    @Test func `a host without anything under way comes before a busy one`() {
        let receivers = Receivers(most: 2, mostPerHost: 2, mostWaiting: 8)
        #expect(receivers.enter("a", delivery(0), at: time.current) == .begin)
        #expect(receivers.enter("a", delivery(1), at: time.current) == .begin)
        #expect(receivers.enter("a", delivery(2), at: time.current) == .wait)
        #expect(receivers.enter("b", delivery(3), at: time.current) == .wait)
        let next = receivers.leave("a", "0", answered: true, at: time.current)
        #expect(next.begin?.host == "b")
        #expect(receivers.leave("a", "1", answered: true, at: time.current).begin?.host == "a")
    }

    @Test func `a host that stays silent rests, and is asked again after it`() {
        let receivers = receivers()
        for number in 0..<5 {
            #expect(receivers.enter("a", delivery(number), at: time.current) == .begin)
            _ = receivers.leave("a", "\(number)", answered: false, at: time.current)
        }
        #expect(receivers.enter("a", delivery(5), at: time.current) == .putBack(.seconds(30)))
        #expect(receivers.enter("b", delivery(6), at: time.current) == .begin)
        time.advance(by: .seconds(30))
        #expect(receivers.enter("a", delivery(5), at: time.current) == .begin)
        _ = receivers.leave("a", "5", answered: true, at: time.current)
        #expect(receivers.enter("a", delivery(7), at: time.current) == .begin)
    }

    @Test func `what waits for a host that falls silent goes back`() {
        let receivers = receivers()
        for number in 0..<4 { _ = receivers.enter("a", delivery(number), at: time.current) }
        for number in 4..<12 { _ = receivers.enter("a", delivery(number), at: time.current) }
        var last = Receivers.Next()
        for number in 0..<5 {
            last = receivers.leave("a", "\(number)", answered: false, at: time.current)
        }
        #expect(last.putBack.map(\.id) == ["8", "9", "10", "11"])
        #expect(last.begin == nil)
        #expect(receivers.enter("a", delivery(8), at: time.current) == .putBack(.seconds(30)))
    }
}
