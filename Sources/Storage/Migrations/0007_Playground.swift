/// Comparisons of variants, and what the house pays for them.
let m0007Playground = Migration(
    number: 7,
    name: "0007_Playground",
    script: """
        ALTER TABLE task ADD COLUMN list_price BIGINT;
        ALTER TABLE api_key ADD COLUMN is_built_in BIGINT NOT NULL DEFAULT 0;
        CREATE UNIQUE INDEX api_key_built_in ON api_key (account_id) WHERE is_built_in = 1;

        CREATE TABLE run (
            id TEXT PRIMARY KEY,
            account_id BIGINT NOT NULL REFERENCES account (id),
            settings TEXT NOT NULL,
            is_blind BIGINT NOT NULL,
            is_shared BIGINT NOT NULL DEFAULT 0,
            vote TEXT,
            created_at BIGINT NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX run_account ON run (account_id, created_at);
        CREATE INDEX run_created ON run (created_at);

        CREATE TABLE run_cell (
            run_id TEXT NOT NULL REFERENCES run (id),
            letter TEXT NOT NULL,
            slug TEXT NOT NULL,
            tries BIGINT NOT NULL DEFAULT 0,
            task_id TEXT,
            price BIGINT NOT NULL DEFAULT 0,
            refusal TEXT,
            refusal_type TEXT,
            PRIMARY KEY (run_id, letter)
        ) WITHOUT ROWID;
        """
)
