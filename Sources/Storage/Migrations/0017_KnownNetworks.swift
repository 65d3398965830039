/// Networks that an account signed in from: strangers' tries elsewhere do not count against its owner there.
let m0017KnownNetworks = Migration(
    number: 17,
    name: "0017_KnownNetworks",
    script: """
        CREATE TABLE known_network (
            account_id BIGINT NOT NULL REFERENCES login (account_id),
            network TEXT NOT NULL,
            seen_at BIGINT NOT NULL,
            PRIMARY KEY (account_id, network)
        ) WITHOUT ROWID;
        """
)
