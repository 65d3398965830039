/// A second secret of a key while it is rotated, and addresses that are told of every task of an
/// account.
let m0009KeysAndEndpoints = Migration(
    number: 9,
    name: "0009_KeysAndEndpoints",
    script: """
        ALTER TABLE api_key ADD COLUMN old_hash BLOB;
        ALTER TABLE api_key ADD COLUMN old_hash_until BIGINT;
        CREATE UNIQUE INDEX api_key_old_hash ON api_key (old_hash) WHERE old_hash IS NOT NULL;

        CREATE TABLE endpoint (
            id TEXT PRIMARY KEY,
            account_id BIGINT NOT NULL REFERENCES account (id),
            url TEXT NOT NULL,
            on_success BIGINT NOT NULL,
            on_failure BIGINT NOT NULL,
            is_off BIGINT NOT NULL DEFAULT 0,
            created_at BIGINT NOT NULL,
            UNIQUE (account_id, url)
        ) WITHOUT ROWID;
        """
)
