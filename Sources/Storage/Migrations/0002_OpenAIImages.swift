/// What OpenAI-shaped requests need: how a picture came out, half-done pictures while somebody
/// watches, and the tries of clients that repeat a request without saying which.
let m0002OpenAIImages = Migration(
    number: 2,
    name: "0002_OpenAIImages",
    script: """
        ALTER TABLE task ADD COLUMN facts TEXT;

        CREATE TABLE partial_picture (
            task_id TEXT NOT NULL,
            attempt BIGINT NOT NULL,
            number BIGINT NOT NULL,
            path TEXT NOT NULL,
            size TEXT,
            quality TEXT,
            PRIMARY KEY (task_id, attempt, number)
        ) WITHOUT ROWID;

        CREATE TABLE client_try (
            task_id TEXT PRIMARY KEY,
            account_id BIGINT NOT NULL,
            key_id BIGINT NOT NULL,
            fingerprint TEXT NOT NULL,
            taken BIGINT NOT NULL DEFAULT 0,
            at BIGINT NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX client_try_match ON client_try (account_id, key_id, fingerprint, task_id);
        CREATE INDEX client_try_at ON client_try (at);
        """
)
