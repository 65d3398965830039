/// Who signs in: their password, sessions, one-time links, second factor.
let m0006People = Migration(
    number: 6,
    name: "0006_People",
    script: """
        CREATE TABLE login (
            account_id BIGINT PRIMARY KEY REFERENCES account (id),
            email TEXT NOT NULL UNIQUE,
            password TEXT NOT NULL,
            is_admin BIGINT NOT NULL DEFAULT 0,
            verified_at BIGINT,
            totp TEXT,
            totp_since BIGINT,
            totp_step BIGINT NOT NULL DEFAULT 0,
            created_at BIGINT NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE session (
            hash BLOB PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            account_id BIGINT NOT NULL REFERENCES login (account_id),
            created_at BIGINT NOT NULL,
            seen_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            address TEXT NOT NULL,
            agent TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX session_account ON session (account_id);

        CREATE TABLE link (
            hash BLOB PRIMARY KEY,
            purpose TEXT NOT NULL CHECK (purpose IN ('setup', 'verify', 'reset')),
            account_id BIGINT,
            expires_at BIGINT NOT NULL,
            CHECK ((purpose = 'setup') = (account_id IS NULL))
        ) WITHOUT ROWID;

        CREATE TABLE recovery_code (
            account_id BIGINT NOT NULL REFERENCES login (account_id),
            hash BLOB NOT NULL,
            PRIMARY KEY (account_id, hash)
        ) WITHOUT ROWID;
        """
)
