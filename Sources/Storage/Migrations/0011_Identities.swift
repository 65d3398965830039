/// People as identity providers know them.
let m0011Identities = Migration(
    number: 11,
    name: "0011_Identities",
    script: """
        CREATE TABLE identity (
            issuer TEXT NOT NULL,
            subject TEXT NOT NULL,
            account_id BIGINT NOT NULL REFERENCES login (account_id),
            created_at BIGINT NOT NULL,
            PRIMARY KEY (issuer, subject)
        ) WITHOUT ROWID;
        CREATE INDEX identity_account ON identity (account_id);
        """
)
