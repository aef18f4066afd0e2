-- When it began does not change, so a list by it can be paged without a snapshot.
ALTER TABLE participant ADD COLUMN started_at timestamptz;
UPDATE participant p SET started_at = h.created_at FROM head h WHERE h.conversation_id = p.conversation_id;
ALTER TABLE participant ALTER COLUMN started_at SET NOT NULL;
CREATE INDEX participant_started ON participant (user_id, started_at DESC, conversation_id DESC);

-- Calls that are over, as communication-service tells of them; ids of the events, for those of calls are chosen by clients.
CREATE TABLE call (
    event_id        uuid PRIMARY KEY,
    conversation_id uuid        NOT NULL,
    caller_id       uuid        NOT NULL,
    callee_id       uuid        NOT NULL,
    started_at      timestamptz NOT NULL,
    duration_ms     bigint      NOT NULL CHECK (duration_ms >= 0)
);
CREATE INDEX call_conversation ON call (conversation_id);
