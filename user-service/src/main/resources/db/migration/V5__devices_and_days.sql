-- Devices that somebody has signed in from, so that another one is news. Of each only a digest.
CREATE TABLE known_device (
    user_id uuid        NOT NULL,
    device  text        NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, device)
);
CREATE INDEX known_device_seen ON known_device (seen_at);

-- Users in figures, a row for each day in UTC; no user is in it.
CREATE TABLE user_day (
    day            date PRIMARY KEY,
    registrations  bigint NOT NULL,
    logins         bigint NOT NULL,
    active_users   bigint NOT NULL,
    mean_seconds   double precision,
    computed_at    timestamptz NOT NULL
);
