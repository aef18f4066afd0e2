-- Calls between the two of a conversation. The audio and video go past us; this is who calls whom, and that it ends.
CREATE TABLE call (
    conversation_id   uuid NOT NULL REFERENCES conversation ON DELETE CASCADE,
    call_id           text NOT NULL,
    caller_id         uuid NOT NULL,
    callee_id         uuid NOT NULL,
    state             text NOT NULL DEFAULT 'ringing' CHECK (state IN ('ringing', 'active', 'ended')),
    -- the socket that speaks for each side, in the words of its instance; nobody for a callee while it rings
    caller_connection text NOT NULL,
    callee_connection text,
    -- renewed by the instances that hold the sockets; the call ends when either runs out
    caller_lease      timestamptz NOT NULL,
    callee_lease      timestamptz NOT NULL,
    started_at        timestamptz NOT NULL,
    answered_at       timestamptz,
    ended_at          timestamptz,
    outcome           text,
    PRIMARY KEY (conversation_id, call_id),
    CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
    CHECK (state <> 'active' OR (answered_at IS NOT NULL AND callee_connection IS NOT NULL))
);
-- One call a conversation: this index settles races.
CREATE UNIQUE INDEX call_live ON call (conversation_id) WHERE state <> 'ended';
CREATE INDEX call_ended ON call (ended_at) WHERE state = 'ended';
