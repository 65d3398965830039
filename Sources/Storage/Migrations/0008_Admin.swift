/// What operators set and do: their log, gift codes, paused models, rules of providers, prices.
let m0008Admin = Migration(
    number: 8,
    name: "0008_Admin",
    script: """
        CREATE TABLE admin_log (
            position INTEGER PRIMARY KEY,
            at BIGINT NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            detail TEXT NOT NULL,
            chain TEXT NOT NULL
        );

        CREATE TABLE gift_code (
            id INTEGER PRIMARY KEY,
            hash BLOB NOT NULL UNIQUE,
            hint TEXT NOT NULL,
            amount BIGINT NOT NULL CHECK (amount > 0),
            uses BIGINT NOT NULL CHECK (uses > 0),
            uses_left BIGINT NOT NULL CHECK (uses_left >= 0 AND uses_left <= uses),
            note TEXT NOT NULL,
            expires_at BIGINT,
            created_at BIGINT NOT NULL
        );

        CREATE TABLE gift_redemption (
            code_id BIGINT NOT NULL REFERENCES gift_code (id),
            account_id BIGINT NOT NULL REFERENCES account (id),
            at BIGINT NOT NULL,
            PRIMARY KEY (code_id, account_id)
        ) WITHOUT ROWID;

        CREATE TABLE pause (
            slug TEXT PRIMARY KEY,
            at BIGINT NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE provider_rule (
            provider TEXT PRIMARY KEY,
            priority BIGINT NOT NULL,
            weight BIGINT NOT NULL CHECK (weight > 0),
            concurrency BIGINT,
            day_budget BIGINT,
            is_off BIGINT NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE sale (
            slug TEXT PRIMARY KEY,
            rule TEXT,
            is_off BIGINT NOT NULL,
            author TEXT NOT NULL,
            at BIGINT NOT NULL
        ) WITHOUT ROWID;

        CREATE INDEX delivery_account ON delivery (account_id, id);
        """
)
