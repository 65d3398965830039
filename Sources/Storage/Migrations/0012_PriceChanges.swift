/// When which price counted: a price may come back, and `price` names each only once.
let m0012PriceChanges = Migration(
    number: 12,
    name: "0012_PriceChanges",
    script: """
        CREATE TABLE price_change (
            slug TEXT NOT NULL,
            at BIGINT NOT NULL,
            version TEXT NOT NULL REFERENCES price (version),
            source TEXT NOT NULL,
            PRIMARY KEY (slug, at)
        ) WITHOUT ROWID;
        INSERT INTO price_change (slug, at, version, source)
            SELECT slug, from_at, MAX(version), MAX(source) FROM price GROUP BY slug, from_at;
        """
)
