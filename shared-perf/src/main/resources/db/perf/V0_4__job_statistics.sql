-- how each kind of job has done so far; what has finished leaves no other trace
CREATE TABLE job_statistics (
    job text PRIMARY KEY,
    succeeded bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    total_ms bigint NOT NULL DEFAULT 0,
    last_success timestamptz,
    last_failure timestamptz
);
