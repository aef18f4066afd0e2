-- Conversations as people see them. Who takes part, order and state are history's; what stands here of them is a mirror.
CREATE TABLE conversation (
    id           uuid PRIMARY KEY,
    match_id     uuid NOT NULL,
    match        jsonb NOT NULL,
    state        text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'ended')),
    created_at   timestamptz NOT NULL,
    ended_at     timestamptz,
    ended_reason text,
    ended_by     uuid,
    CHECK ((state = 'ended') = (ended_at IS NOT NULL))
);
CREATE INDEX conversation_open ON conversation (id) WHERE state = 'open';

CREATE INDEX conversation_new ON conversation (created_at) WHERE state = 'open';

CREATE TABLE member (
    conversation_id uuid   NOT NULL REFERENCES conversation ON DELETE CASCADE,
    user_id         uuid   NOT NULL,
    display_name    text   NOT NULL,
    name_version    bigint NOT NULL DEFAULT 0,
    read_seq        bigint NOT NULL DEFAULT 0 CHECK (read_seq >= 0),
    open            boolean NOT NULL DEFAULT true,
    PRIMARY KEY (conversation_id, user_id)
);
CREATE INDEX member_open ON member (user_id) INCLUDE (conversation_id) WHERE open;
CREATE INDEX member_user ON member (user_id);
