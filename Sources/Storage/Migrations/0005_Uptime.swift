/// What the public pages say of each model: how its tasks of each hour came out and how long they
/// took. Kept for 31 days, whatever becomes of the records.
let m0005Uptime = Migration(
    number: 5,
    name: "0005_Uptime",
    script: """
        CREATE TABLE task_hour (
            hour BIGINT NOT NULL,
            slug TEXT NOT NULL,
            outcome TEXT NOT NULL CHECK (outcome IN ('success', 'fault', 'refused')),
            bucket BIGINT NOT NULL,
            tasks BIGINT NOT NULL,
            PRIMARY KEY (hour, slug, outcome, bucket)
        ) WITHOUT ROWID;
        """
)
