import Domain
import HTTPTypes

extension Routes {
    /// Orders and what becomes of them, in kie's shape.
    static func tasks(_ house: House) -> [Endpoint] {
        orders(house) + records(house)
    }

    private static func orders(_ house: House) -> [Endpoint] {
        [
            Endpoint(
                .post,
                "/api/v1/jobs/createTask",
                Operation(
                    id: "createTask",
                    summary: "Orders a task, and holds its price.",
                    chapter: .tasks,
                    scope: .generate,
                    parameters: Operation.repetition + [wait],
                    body: [.json("Order")],
                    // With `Prefer: wait` the record, once it has ended.
                    answers: [200: [.envelope("AcceptedOrRecord")]],
                    headers: AnswerHeader.ofOrder,
                    links: OperationLink.ofTask,
                    refusals: [402, 404, 409, 422]
                ),
                use: CreateTask(house: house).callAsFunction
            ),
            Endpoint(
                .post,
                "/api/v1/jobs/quote",
                Operation(
                    id: "quote",
                    summary: "The price of an order, binding for ten minutes.",
                    chapter: .tasks,
                    body: [.json("Order")],
                    answers: [200: [.envelope("Quote")]],
                    refusals: [404, 422]
                ),
                use: QuoteTask(house: house).callAsFunction
            ),
            Endpoint(
                .post,
                "/api/v1/jobs/cancelTask",
                Operation(
                    id: "cancelTask",
                    summary: "Ends it and gives everything back.",
                    chapter: .tasks,
                    scope: .generate,
                    body: [.json("TaskName")],
                    answers: [200: [.envelope("Record")]],
                    headers: AnswerHeader.ofRecord,
                    refusals: [404, 409]
                ),
                use: CancelTask(house: house).callAsFunction
            ),
        ]
    }

    private static func records(_ house: House) -> [Endpoint] {
        [
            Endpoint(
                .get,
                "/api/v1/jobs/recordInfo",
                Operation(
                    id: "recordInfo",
                    summary: "The task's record.",
                    chapter: .tasks,
                    parameters: [
                        .query(
                            "taskId",
                            "The task's id, or the one that you gave it.",
                            isRequired: true
                        )
                    ],
                    answers: [200: [.envelope("Record")]],
                    headers: AnswerHeader.ofRecord,
                    refusals: [404]
                ),
                use: RecordInfo(house: house).callAsFunction
            ),
            Endpoint(
                .get,
                "/api/v1/jobs/list",
                Operation(
                    id: "listTasks",
                    summary: "The account's tasks, newest first.",
                    chapter: .tasks,
                    parameters: filters,
                    answers: [200: [.envelope("RecordList")]]
                ),
                use: ListTasks(house: house).callAsFunction
            ),
            Endpoint(
                .get,
                "/api/v1/jobs/{taskId}/events",
                Operation(
                    id: "taskEvents",
                    summary: "The task as it goes on, as server-sent events.",
                    chapter: .tasks,
                    parameters: [
                        .path("taskId", "The task's id, or the one that you gave it."),
                        .header("Last-Event-ID", "Resumes after this event."),
                    ],
                    answers: [200: [.events("TaskEvents")], 204: []],
                    refusals: [404]
                ),
                use: TaskEvents(house: house).callAsFunction
            ),
        ]
    }

    private static let wait = Operation.Parameter.header(
        "Prefer",
        "`wait=N`: the answer is held for at most N seconds, 60 at most, until the task ends, and is "
            + "its record then."
    )

    private static let filters: [Operation.Parameter] = {
        let whole: JSONValue = [
            "type": "integer", "format": "int64", "minimum": 0, "maximum": .int(.max),
        ]
        return [
            .query("state", "Only these.", ["$ref": "#/components/schemas/State"]),
            .query("model", "A slug or alias."),
            .query("key", "The id of a key.", whole),
            .members("metadata", "Only tasks with this pair."),
            .query("from", "Unix milliseconds, included.", whole),
            .query("to", "Unix milliseconds, not included.", whole),
            .query(
                "limit",
                "How many at once.",
                [
                    "type": "integer", "minimum": 1, "maximum": .int(Int64(Limits.listPage)),
                    "default": 20,
                ]
            ),
            .query(
                "cursor",
                "The `nextCursor` of the page before.",
                ["type": "string", "pattern": "^task_[0-9A-HJKMNP-TV-Z]{26}$"]
            ),
        ]
    }()
}
