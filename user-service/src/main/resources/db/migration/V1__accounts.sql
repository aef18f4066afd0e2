-- Who has an account. What is left of an erased one is its id: no name, no address, no password.
CREATE TABLE account (
    id               uuid PRIMARY KEY,
    username         text,
    email            text,
    password_hash    text,
    roles            text[]      NOT NULL DEFAULT '{USER}',
    state            text        NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'erased')),
    -- rises with password, roles and state: a login that read an older one is taken back
    security_version bigint      NOT NULL DEFAULT 1,
    created_at       timestamptz NOT NULL,
    CHECK (roles <@ '{USER,MODERATOR,ADMIN}'::text[] AND cardinality(roles) > 0),
    CHECK (CASE state
        WHEN 'active' THEN num_nonnulls(username, email, password_hash) = 3
        ELSE num_nonnulls(username, email, password_hash) = 0 END)
);
-- Names and addresses differ by more than case, by Unicode's simple mapping and not by the locale of the server.
CREATE UNIQUE INDEX account_username ON account (lower(username COLLATE pg_c_utf8));
CREATE UNIQUE INDEX account_email ON account (lower(email COLLATE pg_c_utf8));

-- What others see of a user; gone with an erasure.
CREATE TABLE profile (
    user_id      uuid PRIMARY KEY REFERENCES account,
    display_name text        NOT NULL,
    bio          text,
    interests    text[]      NOT NULL DEFAULT '{}',
    languages    text[]      NOT NULL DEFAULT '{}',
    birth_date   date,
    city         text,
    country      text,
    version      bigint      NOT NULL DEFAULT 1,
    updated_at   timestamptz NOT NULL
);

CREATE TABLE block (
    blocker_id uuid        NOT NULL REFERENCES profile ON DELETE CASCADE,
    blocked_id uuid        NOT NULL REFERENCES profile ON DELETE CASCADE,
    -- UUIDv7: the order of the list
    id         uuid        NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (blocker_id, blocked_id),
    CHECK (blocker_id <> blocked_id)
);
CREATE UNIQUE INDEX block_list ON block (blocker_id, id);
CREATE INDEX block_reverse ON block (blocked_id, blocker_id);

-- What moderation-service has imposed, as far as logins care; its events fill it.
CREATE TABLE sanction (
    action_id  uuid PRIMARY KEY,
    user_id    uuid        NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('warn', 'mute', 'suspend', 'ban')),
    reason     text        NOT NULL,
    expires_at timestamptz,
    lifted_at  timestamptz
);
CREATE INDEX sanction_user ON sanction (user_id) WHERE lifted_at IS NULL;

-- Sessions ended before their time: repeated when Redis has come back, perhaps with an older state.
CREATE TABLE revocation (
    id      uuid PRIMARY KEY,
    user_id uuid        NOT NULL,
    -- null: all sessions that began before, but the one of except_handle
    handle  text,
    except_handle text,
    at      timestamptz NOT NULL
);
CREATE INDEX revocation_at ON revocation (at);
