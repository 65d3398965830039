/// Alerts are written to their account's owner; those of before are not. Open orders are asked about.
let m0014AlertsTold = Migration(
    number: 14,
    name: "0014_AlertsTold",
    script: """
        ALTER TABLE account_event ADD COLUMN told_at BIGINT;
        UPDATE account_event SET told_at = 0;
        CREATE INDEX account_event_untold ON account_event (id) WHERE told_at IS NULL;
        CREATE INDEX top_up_open ON top_up (id) WHERE state = 'open';
        """
)
