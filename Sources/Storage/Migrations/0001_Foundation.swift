/// The whole core: accounts and keys, ledger, tasks and jobs, deliveries, prices, costs.
///
/// Times in `*_at` are wall-clock milliseconds; `run_at`, `deadline_at`, `next_at`, `lease_until`
/// and `hits` are steady milliseconds (see `Clock`). Money is whole micro-USD. No foreign key points
/// at `task`: retention drops its rows while the ledger's stay.
let m0001Foundation = Migration(
    number: 1,
    name: "0001_Foundation",
    script: """
        CREATE TABLE setting (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE account (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('customer', 'issued_paid', 'issued_promo', 'revenue',
                'breakage', 'playground', 'adjustment')),
            email TEXT UNIQUE,
            credited BIGINT NOT NULL DEFAULT 0,
            spent BIGINT NOT NULL DEFAULT 0,
            held BIGINT NOT NULL DEFAULT 0,
            is_active BIGINT NOT NULL DEFAULT 1,
            weight BIGINT NOT NULL DEFAULT 1 CHECK (weight > 0),
            last_vft BIGINT NOT NULL DEFAULT 0,
            webhook_secret TEXT,
            webhook_secret_old TEXT,
            webhook_secret_old_until BIGINT,
            entries BIGINT NOT NULL DEFAULT 0,
            chain TEXT NOT NULL DEFAULT '',
            created_at BIGINT NOT NULL,
            CHECK (kind <> 'customer' OR (held >= 0 AND spent >= 0 AND credited - spent - held >= 0))
        );

        CREATE TABLE api_key (
            id INTEGER PRIMARY KEY,
            account_id BIGINT NOT NULL REFERENCES account (id),
            hash BLOB NOT NULL UNIQUE,
            name TEXT NOT NULL,
            hint TEXT NOT NULL,
            is_test BIGINT NOT NULL,
            scopes TEXT NOT NULL,
            models TEXT NOT NULL,
            networks TEXT NOT NULL,
            expires_at BIGINT,
            revoked_at BIGINT,
            created_at BIGINT NOT NULL
        );
        CREATE INDEX api_key_account ON api_key (account_id);

        CREATE TABLE key_spend (
            kind TEXT NOT NULL,
            id BIGINT NOT NULL,
            hour_start BIGINT NOT NULL DEFAULT 0,
            hour_used BIGINT NOT NULL DEFAULT 0,
            hour_cap BIGINT,
            day_start BIGINT NOT NULL DEFAULT 0,
            day_used BIGINT NOT NULL DEFAULT 0,
            day_cap BIGINT,
            month_start BIGINT NOT NULL DEFAULT 0,
            month_used BIGINT NOT NULL DEFAULT 0,
            month_cap BIGINT,
            total_used BIGINT NOT NULL DEFAULT 0,
            total_cap BIGINT,
            alert_at BIGINT,
            hits BLOB NOT NULL DEFAULT x'',
            PRIMARY KEY (kind, id),
            CHECK (hour_used >= 0 AND day_used >= 0 AND month_used >= 0 AND total_used >= 0)
        ) WITHOUT ROWID;

        CREATE TABLE credit_grant (
            id INTEGER PRIMARY KEY,
            account_id BIGINT NOT NULL REFERENCES account (id),
            source_ref TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL CHECK (kind IN ('paid', 'promo')),
            priority BIGINT NOT NULL,
            amount BIGINT NOT NULL CHECK (amount > 0),
            remaining BIGINT NOT NULL CHECK (remaining >= 0 AND remaining <= amount),
            expires_at BIGINT,
            reason TEXT NOT NULL,
            created_at BIGINT NOT NULL
        );
        CREATE INDEX credit_grant_open ON credit_grant (account_id, priority, expires_at, id)
            WHERE remaining > 0;
        CREATE INDEX credit_grant_expiry ON credit_grant (expires_at) WHERE remaining > 0;

        CREATE TABLE hold (
            task_id TEXT PRIMARY KEY,
            account_id BIGINT NOT NULL,
            key_id BIGINT NOT NULL,
            payer TEXT NOT NULL CHECK (payer IN ('customer', 'playground', 'none')),
            amount BIGINT NOT NULL CHECK (amount >= 0),
            hour_start BIGINT NOT NULL,
            day_start BIGINT NOT NULL,
            month_start BIGINT NOT NULL,
            CHECK ((payer = 'none') = (amount = 0))
        ) WITHOUT ROWID;

        CREATE TABLE entry (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('grant', 'settle', 'breakage', 'adjustment')),
            debit BIGINT NOT NULL REFERENCES account (id),
            credit BIGINT NOT NULL REFERENCES account (id),
            amount BIGINT NOT NULL CHECK (amount > 0),
            task_id TEXT,
            key_id BIGINT,
            grant_id BIGINT,
            slug TEXT,
            user_tag TEXT,
            day TEXT NOT NULL,
            at BIGINT NOT NULL,
            position BIGINT NOT NULL,
            chain TEXT NOT NULL,
            CHECK (debit <> credit)
        ) WITHOUT ROWID;
        CREATE INDEX entry_debit ON entry (debit, position);
        CREATE INDEX entry_credit ON entry (credit, position);

        CREATE TABLE price (
            version TEXT PRIMARY KEY,
            slug TEXT NOT NULL,
            rule TEXT NOT NULL,
            source TEXT NOT NULL,
            from_at BIGINT NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE quote (
            id TEXT PRIMARY KEY,
            account_id BIGINT NOT NULL,
            fingerprint TEXT NOT NULL,
            slug TEXT NOT NULL,
            price_version TEXT NOT NULL,
            hold BIGINT NOT NULL,
            expires_at BIGINT NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE task (
            id TEXT PRIMARY KEY,
            account_id BIGINT NOT NULL,
            key_id BIGINT NOT NULL,
            client_id TEXT,
            slug TEXT NOT NULL,
            served_by TEXT,
            is_stand_in BIGINT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'generating', 'success', 'fail')),
            tries BIGINT NOT NULL DEFAULT 0,
            body TEXT NOT NULL,
            input TEXT NOT NULL,
            callback_url TEXT,
            metadata TEXT NOT NULL,
            user_tag TEXT,
            payer TEXT NOT NULL,
            price_version TEXT NOT NULL,
            held BIGINT NOT NULL,
            charged BIGINT NOT NULL DEFAULT 0,
            fail_class TEXT,
            fail_message TEXT,
            outputs TEXT NOT NULL DEFAULT '[]',
            seed BIGINT,
            request_id TEXT NOT NULL,
            typical_ms BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            started_at BIGINT,
            completed_at BIGINT,
            expires_at BIGINT,
            CHECK (charged >= 0 AND charged <= held),
            CHECK (state = 'success' OR charged = 0),
            CHECK ((state = 'fail') = (fail_class IS NOT NULL)),
            CHECK ((state IN ('success', 'fail')) = (completed_at IS NOT NULL))
        ) WITHOUT ROWID;
        CREATE INDEX task_account ON task (account_id, id);
        CREATE INDEX task_expiry ON task (expires_at) WHERE expires_at IS NOT NULL;

        CREATE TABLE client_task (
            account_id BIGINT NOT NULL,
            client_id TEXT NOT NULL,
            task_id TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            PRIMARY KEY (account_id, client_id)
        ) WITHOUT ROWID;

        CREATE TABLE idempotency (
            account_id BIGINT NOT NULL,
            endpoint TEXT NOT NULL,
            key TEXT NOT NULL,
            task_id TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            expires_at BIGINT NOT NULL,
            PRIMARY KEY (account_id, endpoint, key)
        ) WITHOUT ROWID;
        CREATE INDEX idempotency_expiry ON idempotency (expires_at);

        CREATE TABLE job (
            task_id TEXT PRIMARY KEY,
            account_id BIGINT NOT NULL,
            slug TEXT NOT NULL,
            provider TEXT NOT NULL,
            vft BIGINT NOT NULL,
            run_at BIGINT NOT NULL,
            queued_until BIGINT NOT NULL,
            deadline_at BIGINT,
            allowed_ms BIGINT NOT NULL,
            owner BIGINT,
            attempt BIGINT NOT NULL DEFAULT 0,
            phase TEXT NOT NULL DEFAULT 'ready' CHECK (phase IN ('ready', 'intent', 'submitted')),
            failures BIGINT NOT NULL DEFAULT 0,
            crashes BIGINT NOT NULL DEFAULT 0,
            bought_again BIGINT NOT NULL DEFAULT 0,
            can_cancel BIGINT NOT NULL DEFAULT 1
        ) WITHOUT ROWID;
        CREATE INDEX job_ready ON job (vft, task_id) WHERE owner IS NULL;
        CREATE INDEX job_owned ON job (owner) WHERE owner IS NOT NULL;

        CREATE TABLE attempt (
            task_id TEXT NOT NULL,
            number BIGINT NOT NULL,
            provider TEXT NOT NULL,
            model TEXT NOT NULL,
            parameters TEXT NOT NULL,
            provider_key BIGINT,
            call_id TEXT NOT NULL,
            expected_cost BIGINT NOT NULL,
            upstream_id TEXT,
            outcome TEXT NOT NULL DEFAULT 'running',
            detail TEXT,
            started_at BIGINT NOT NULL,
            ended_at BIGINT,
            PRIMARY KEY (task_id, number)
        ) WITHOUT ROWID;

        CREATE TABLE cost (
            id TEXT PRIMARY KEY,
            task_id TEXT NOT NULL,
            attempt BIGINT NOT NULL,
            provider TEXT NOT NULL,
            slug TEXT NOT NULL,
            amount BIGINT NOT NULL CHECK (amount >= 0),
            borne_by TEXT NOT NULL CHECK (borne_by IN ('margin', 'loss', 'playground')),
            at BIGINT NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX cost_at ON cost (at);

        CREATE TABLE task_figure (
            slug TEXT NOT NULL,
            provider TEXT NOT NULL,
            state TEXT NOT NULL,
            tasks BIGINT NOT NULL,
            charged BIGINT NOT NULL,
            returned BIGINT NOT NULL,
            milliseconds BIGINT NOT NULL,
            le_1 BIGINT NOT NULL,
            le_5 BIGINT NOT NULL,
            le_15 BIGINT NOT NULL,
            le_60 BIGINT NOT NULL,
            le_300 BIGINT NOT NULL,
            PRIMARY KEY (slug, provider, state)
        ) WITHOUT ROWID;

        CREATE TABLE delivery (
            id TEXT PRIMARY KEY,
            task_id TEXT NOT NULL,
            account_id BIGINT NOT NULL,
            url TEXT NOT NULL,
            request_id TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'exhausted')),
            tries BIGINT NOT NULL DEFAULT 0,
            next_at BIGINT NOT NULL,
            lease_until BIGINT,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX delivery_due ON delivery (next_at) WHERE state = 'pending';
        CREATE INDEX delivery_leased ON delivery (lease_until) WHERE lease_until IS NOT NULL;
        CREATE INDEX delivery_task ON delivery (task_id);

        CREATE TABLE delivery_attempt (
            delivery_id TEXT NOT NULL,
            number BIGINT NOT NULL,
            at BIGINT NOT NULL,
            status BIGINT,
            error TEXT,
            answer TEXT NOT NULL,
            milliseconds BIGINT NOT NULL,
            PRIMARY KEY (delivery_id, number)
        ) WITHOUT ROWID;
        CREATE INDEX delivery_attempt_at ON delivery_attempt (at);

        CREATE TABLE provider_key (
            id INTEGER PRIMARY KEY,
            provider TEXT NOT NULL,
            label TEXT NOT NULL,
            sealed TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            removed_at BIGINT
        );

        CREATE TABLE account_event (
            id INTEGER PRIMARY KEY,
            account_id BIGINT NOT NULL,
            key_id BIGINT,
            kind TEXT NOT NULL,
            detail TEXT NOT NULL,
            at BIGINT NOT NULL
        );
        CREATE INDEX account_event_account ON account_event (account_id, id);

        INSERT INTO account (id, kind, created_at) VALUES
            (1, 'issued_paid', 0), (2, 'issued_promo', 0), (3, 'revenue', 0),
            (4, 'breakage', 0), (5, 'playground', 0), (6, 'adjustment', 0);
        INSERT INTO key_spend (kind, id) VALUES ('operator_loss', 0);
        """
)
