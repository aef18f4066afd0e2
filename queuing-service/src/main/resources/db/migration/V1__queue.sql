-- Who waits: one row per user. 'taken' by a match that is being made or stands; the row goes when that match ends.

CREATE TABLE ticket (
    user_id      uuid PRIMARY KEY,
    id           uuid        NOT NULL UNIQUE,
    display_name text        NOT NULL,
    intent       text        NOT NULL CHECK (intent IN ('casual', 'friends', 'serious', 'networking')),
    interests    text[]      NOT NULL,
    languages    text[]      NOT NULL,
    state        text        NOT NULL CHECK (state IN ('waiting', 'taken', 'expired')),
    joined_at    timestamptz NOT NULL, -- the place in the line, kept when a match falls through
    expires_at   timestamptz NOT NULL,
    match_id     uuid,
    CHECK ((state = 'taken') = (match_id IS NOT NULL))
);
CREATE INDEX ticket_line ON ticket (intent, joined_at, id) WHERE state = 'waiting';
CREATE INDEX ticket_expiry ON ticket (expires_at) WHERE state = 'waiting';
CREATE INDEX ticket_match ON ticket (match_id) WHERE match_id IS NOT NULL;

-- Who gave up, or whom time ran out on; kept a day for the figures.
CREATE TABLE departure (
    left_at timestamptz NOT NULL,
    intent  text        NOT NULL,
    reason  text        NOT NULL CHECK (reason IN ('left', 'expired')),
    waited  interval    NOT NULL
);
CREATE INDEX departure_time ON departure (left_at);

-- Who meets whom. Its id is the conversation's id, so that creating the conversation again is the same conversation.
CREATE TABLE match (
    id               uuid PRIMARY KEY,
    intent           text        NOT NULL,
    low_id           uuid        NOT NULL, -- the pair, in order of ids
    high_id          uuid        NOT NULL,
    common_interests text[]      NOT NULL,
    score            integer     NOT NULL,
    state            text        NOT NULL CHECK (state IN ('pending', 'open', 'ended', 'cancelled')),
    made_at          timestamptz NOT NULL,
    opened_at        timestamptz,
    ended_at         timestamptz,
    attempts         integer     NOT NULL DEFAULT 0, -- to create the conversation
    leased_until     timestamptz NOT NULL,           -- by the instance that is at it
    CHECK (low_id < high_id)
);
CREATE INDEX match_over ON match (low_id, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX match_pending ON match (leased_until) WHERE state = 'pending';
CREATE INDEX match_made ON match (intent, made_at);

CREATE TABLE participation (
    match_id     uuid     NOT NULL REFERENCES match (id) ON DELETE CASCADE,
    user_id      uuid     NOT NULL,
    display_name text     NOT NULL,
    waited       interval NOT NULL,
    active       boolean  NOT NULL, -- while the match is pending or open
    matched_at   timestamptz,       -- made_at of the match once its conversation is there, for lists by user
    PRIMARY KEY (match_id, user_id)
);
CREATE UNIQUE INDEX participation_active ON participation (user_id) WHERE active; -- nobody is in two matches
CREATE INDEX participation_user ON participation (user_id, matched_at DESC, match_id DESC) WHERE matched_at IS NOT NULL;

-- A copy of user-service's blocks, fed by its events.
CREATE TABLE block (
    blocker_id uuid NOT NULL,
    blocked_id uuid NOT NULL,
    PRIMARY KEY (blocker_id, blocked_id)
);
