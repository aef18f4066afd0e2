-- What clients tell of themselves. The same id of the same user counts once, as long as it is kept.
CREATE TABLE event (
    user_id     uuid        NOT NULL,
    id          text        NOT NULL,
    type        text        NOT NULL,
    at          timestamptz NOT NULL,
    properties  jsonb       NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, id)
);
CREATE INDEX event_of ON event (user_id, at);
CREATE INDEX event_age ON event USING brin (received_at);

-- How many a minute, of everybody. A user always counts in the same shard: so few statements meet in a row, and what a user is erased
-- with is taken off where it was put.
CREATE TABLE event_total (
    minute timestamptz NOT NULL,
    type   text        NOT NULL,
    shard  smallint    NOT NULL,
    n      bigint      NOT NULL,
    PRIMARY KEY (minute, type, shard)
);

-- Who did anything in a minute, an hour, a day.
CREATE TABLE active (
    span    text        NOT NULL CHECK (span IN ('minute', 'hour', 'day')),
    at      timestamptz NOT NULL,
    user_id uuid        NOT NULL,
    PRIMARY KEY (span, at, user_id)
);
CREATE INDEX active_of ON active (user_id);

-- Messages a minute, counted afterwards by a job up to tally.through; what is younger is counted when it is asked for.
CREATE TABLE message_total (
    minute timestamptz PRIMARY KEY,
    n      bigint NOT NULL
);
CREATE TABLE tally (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    through  timestamptz NOT NULL
);
INSERT INTO tally (through) SELECT date_trunc('minute', coalesce(min(created_at), now() - interval '5 minutes'), 'UTC') FROM message;
CREATE INDEX message_age ON message USING brin (created_at) WITH (pages_per_range = 16, autosummarize = on);

-- Matches, as queuing-service tells of them.
CREATE TABLE match (
    id           uuid PRIMARY KEY,
    at           timestamptz NOT NULL,
    participants uuid[]      NOT NULL
);
CREATE INDEX match_at ON match (at);
CREATE INDEX match_of ON match USING gin (participants);
