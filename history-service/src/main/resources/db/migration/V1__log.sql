-- The log of each conversation. One head per conversation decides: its row lock is the only lock an append takes.

CREATE TABLE head (
    conversation_id uuid PRIMARY KEY,
    participants    uuid[]      NOT NULL CHECK (cardinality(participants) >= 2),
    state           text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'ended')),
    seq             bigint      NOT NULL DEFAULT 0,
    rev             bigint      NOT NULL DEFAULT 0,
    ended_rev       bigint,
    ended_reason    text,
    ended_by        uuid,
    created_at      timestamptz NOT NULL,
    last_at         timestamptz NOT NULL,
    CHECK (seq <= rev),
    CHECK ((state = 'ended') = (ended_rev IS NOT NULL))
) WITH (fillfactor = 70); -- rewritten by every append and nothing of it indexed but the key: stays HOT

-- Who is in which conversation. ended_at is the activity of an ended one; an open one's is its head's last_at,
-- so that a message need not touch this table.
CREATE TABLE participant (
    user_id         uuid NOT NULL,
    conversation_id uuid NOT NULL,
    ended_at        timestamptz,
    PRIMARY KEY (user_id, conversation_id)
);
CREATE INDEX participant_open ON participant (user_id, conversation_id) WHERE ended_at IS NULL;
CREATE INDEX participant_ended ON participant (user_id, ended_at DESC, conversation_id DESC)
    WHERE ended_at IS NOT NULL;
CREATE INDEX participant_conversation ON participant (conversation_id);

CREATE TABLE message (
    conversation_id   uuid        NOT NULL,
    seq               bigint      NOT NULL,
    id                uuid        NOT NULL,
    rev               bigint      NOT NULL,
    created_rev       bigint      NOT NULL,
    sender_id         uuid        NOT NULL,
    client_message_id text        NOT NULL,
    type              text        NOT NULL CHECK (type IN ('text', 'voice', 'system')),
    body              text        NOT NULL,
    media             jsonb,
    created_at        timestamptz NOT NULL,
    edited_at         timestamptz,
    deleted_at        timestamptz,
    screened          boolean     NOT NULL DEFAULT true, -- false: delivered while moderation could not answer
    PRIMARY KEY (conversation_id, seq),
    UNIQUE (conversation_id, sender_id, client_message_id),
    UNIQUE (conversation_id, rev),
    UNIQUE (conversation_id, id)
) PARTITION BY HASH (conversation_id);

-- What was applied, so that an edit, a deletion or an end that is sent again is not applied again.
CREATE TABLE applied (
    conversation_id uuid        NOT NULL,
    op_id           uuid        NOT NULL,
    rev             bigint      NOT NULL,
    message_id      uuid,
    applied_at      timestamptz NOT NULL,
    PRIMARY KEY (conversation_id, op_id)
);
CREATE INDEX applied_age ON applied USING brin (applied_at);

DO $$
BEGIN
    FOR i IN 0..15 LOOP
        EXECUTE format('CREATE TABLE message_%s PARTITION OF message FOR VALUES WITH (MODULUS 16, REMAINDER %s)',
                       lpad(i::text, 2, '0'), i);
    END LOOP;
END $$;
