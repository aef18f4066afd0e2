-- Files with all of a user's data: made by a job, kept for a day.
CREATE TABLE export (
    id           uuid PRIMARY KEY,
    user_id      uuid        NOT NULL,
    state        text        NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed')),
    progress     int         NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    attempt      int         NOT NULL DEFAULT 0, -- a later one shuts an earlier one out, should that still run somewhere
    chunks       int,
    bytes        bigint,
    requested_at timestamptz NOT NULL,
    finished_at  timestamptz,
    expires_at   timestamptz
);
CREATE UNIQUE INDEX export_one_at_a_time ON export (user_id) WHERE state IN ('queued', 'running');
CREATE INDEX export_of ON export (user_id);
CREATE INDEX export_expiry ON export (expires_at);

CREATE TABLE export_chunk (
    export_id uuid  NOT NULL REFERENCES export ON DELETE CASCADE,
    n         int   NOT NULL,
    bytes     bytea NOT NULL,
    PRIMARY KEY (export_id, n)
);
ALTER TABLE export_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL; -- compressed already
