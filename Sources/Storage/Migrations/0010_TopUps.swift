/// Credit that somebody buys: each order with the payment session that stands for it.
let m0010TopUps = Migration(
    number: 10,
    name: "0010_TopUps",
    script: """
        CREATE TABLE top_up (
            id TEXT PRIMARY KEY,
            account_id BIGINT NOT NULL REFERENCES account (id),
            amount BIGINT NOT NULL CHECK (amount > 0),
            state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'expired')),
            session_id TEXT UNIQUE,
            session_url TEXT,
            created_at BIGINT NOT NULL,
            paid_at BIGINT,
            CHECK ((state = 'paid') = (paid_at IS NOT NULL))
        ) WITHOUT ROWID;
        CREATE INDEX top_up_account ON top_up (account_id, created_at);
        """
)
