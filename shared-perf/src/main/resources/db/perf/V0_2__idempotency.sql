-- What was answered to a POST with an Idempotency-Key, for a day.
CREATE TABLE idempotency (
    user_id     uuid        NOT NULL,
    key         text        NOT NULL,
    fingerprint bytea       NOT NULL, -- SHA-256 of method, address and body
    state       text        NOT NULL CHECK (state IN ('in_progress', 'done')),
    holder      uuid        NOT NULL, -- the request that works on it
    lease_until timestamptz NOT NULL, -- renewed by the holder; past it another one may take over
    status      int,
    headers     jsonb,
    body        bytea,                -- null: larger than what is kept
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, key),
    CHECK ((state = 'done') = (status IS NOT NULL))
);
CREATE INDEX idempotency_created ON idempotency (created_at);
