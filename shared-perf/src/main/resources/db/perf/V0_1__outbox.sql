-- What other services must learn, written with the change itself.
CREATE TABLE outbox (
    seq        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id         uuid        NOT NULL UNIQUE,
    topic      text        NOT NULL,
    key        text        NOT NULL,
    payload    jsonb       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    position   bigint UNIQUE -- given after commit, in an order in which readers may trust
);

-- seq is drawn at the insert, after the locks that order two changes of one thing; numbering follows it
CREATE INDEX outbox_unnumbered ON outbox (seq) WHERE position IS NULL;

-- One row: its lock lets one relay number at a time. dropped is the highest position that retention has removed.
CREATE TABLE outbox_position (
    single   boolean PRIMARY KEY DEFAULT true CHECK (single),
    position bigint  NOT NULL,
    dropped  bigint  NOT NULL
);
INSERT INTO outbox_position (position, dropped) VALUES (0, 0);

-- How far this service has followed another; moves in the transaction of the effect.
CREATE TABLE event_position (
    source     text PRIMARY KEY,
    position   bigint      NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
