/// Files that customers gave us.
let m0003Uploads = Migration(
    number: 3,
    name: "0003_Uploads",
    script: """
        CREATE TABLE upload (
            id TEXT PRIMARY KEY,
            account_id BIGINT NOT NULL REFERENCES account (id),
            name TEXT NOT NULL,
            path TEXT NOT NULL,
            media TEXT NOT NULL,
            bytes BIGINT NOT NULL CHECK (bytes > 0),
            size TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX upload_expiry ON upload (expires_at);
        """
)
