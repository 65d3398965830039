import Domain
import Testing

@Suite struct `A task's state` {
    @Test func `moves by this table and no other way`() {
        let table: [TaskState: [TaskState.Event: TaskState]] = [
            .waiting: [
                .intended: .generating, .rejected: .fail, .cancelled: .fail, .expired: .fail,
            ],
            .generating: [
                .intended: .generating, .requeued: .waiting, .stored: .success, .rejected: .fail,
                .cancelled: .fail, .expired: .fail,
            ],
            .success: [:],
            .fail: [:],
        ]
        for state in TaskState.allCases {
            for event in TaskState.Event.allCases {
                #expect(state.next(on: event) == table[state]?[event], "\(state) on \(event)")
            }
        }
    }

    @Test func `ends in success or fail, and stays there`() {
        for state in TaskState.allCases {
            let hasWayOut = TaskState.Event.allCases.contains { state.next(on: $0) != nil }
            #expect(state.isTerminal == !hasWayOut)
        }
    }

    @Test func `never gives a failCode on which clients would pay again`() {
        let codes = Dictionary(
            uniqueKeysWithValues: FailClass.allCases.map { ($0.rawValue, $0.code) }
        )
        #expect(
            codes == [
                "moderated_input": "400", "moderated_output": "400", "invalid_input": "422",
                "provider_error": "424", "provider_timeout": "424", "outcome_unknown": "424",
                "internal_error": "424", "cancelled": "499", "expired": "499",
            ]
        )
    }
}
