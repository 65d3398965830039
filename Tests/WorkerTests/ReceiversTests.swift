import Domain
import Testing

@testable import Worker

@Suite struct SharingReceivers {
    private let time = MovableTime()

    @Test func `one host gets no more than its share at a time`() {
        let receivers = Receivers()
        for number in 0..<4 {
            #expect(receivers.enter("a", "\(number)", most: 4, at: time.current) == nil)
        }
        #expect(receivers.enter("a", "4", most: 4, at: time.current) != nil)
        #expect(receivers.enter("b", "5", most: 4, at: time.current) == nil)
        receivers.leave("a", "0", answered: true, at: time.current)
        #expect(receivers.enter("a", "4", most: 4, at: time.current) == nil)
        #expect(receivers.heldBack == ["1", "2", "3", "4", "5"])
    }

    @Test func `a host that stays silent rests, and is asked again after it`() {
        let receivers = Receivers()
        for number in 0..<5 {
            #expect(receivers.enter("a", "\(number)", most: 4, at: time.current) == nil)
            receivers.leave("a", "\(number)", answered: false, at: time.current)
        }
        #expect(receivers.enter("a", "5", most: 4, at: time.current) == .seconds(30))
        #expect(receivers.enter("b", "6", most: 4, at: time.current) == nil)
        time.advance(by: .seconds(30))
        #expect(receivers.enter("a", "5", most: 4, at: time.current) == nil)
        receivers.leave("a", "5", answered: true, at: time.current)
        #expect(receivers.enter("a", "7", most: 4, at: time.current) == nil)
    }
}
