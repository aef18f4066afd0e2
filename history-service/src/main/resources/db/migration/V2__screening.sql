-- What moderation has not seen yet: few rows, looked for every few seconds.
CREATE INDEX message_unscreened ON message (created_at, conversation_id, seq) WHERE NOT screened;
