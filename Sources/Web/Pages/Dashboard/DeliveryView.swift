import Domain
import Storage

extension DeliveryRecord {
    static func word(for state: String) -> String {
        switch state {
        case "delivered": "Delivered"
        case "pending": "Pending"
        default: "Given up"
        }
    }

    /// With every try and its answer.
    var view: JSONValue {
        [
            "id": .string(id), "url": .string(url), "state": .string(Self.word(for: state)),
            "task": .string(taskID.text),
            "created": .string(createdAt.forPeople),
            "kind": .string(state == "delivered" ? "ok" : state == "pending" ? "run" : "bad"),
            "tries": .array(
                tries.map { attempt in
                    [
                        "number": .int(Int64(attempt.number)),
                        "time": .string(attempt.at.forPeople),
                        "status": .text(attempt.status.map(String.init)),
                        "error": .text(attempt.error),
                        "answer": .text(
                            attempt.answer.isEmpty ? nil : attempt.answer.limited(to: 4_096)
                        ),
                        "milliseconds": .int(attempt.milliseconds),
                    ]
                }
            ),
        ]
    }
}
