-- Voice notes. A row comes before its bytes and its message: what never gets one is removed by age.
CREATE TABLE media (
    id                uuid PRIMARY KEY,
    conversation_id   uuid NOT NULL REFERENCES conversation ON DELETE CASCADE,
    sender_id         uuid NOT NULL,
    created_at        timestamptz NOT NULL,
    -- set when all bytes have come
    content_type      text,
    duration_ms       integer CHECK (duration_ms > 0),
    size              integer CHECK (size > 0),
    compressed        boolean,
    -- set when the log has its message
    message_id        uuid,
    -- set while the message may be going: the log is asked before anything is served
    doubtful_since    timestamptz,
    CHECK ((content_type IS NULL) = (size IS NULL))
);
CREATE INDEX media_message ON media (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX media_sender ON media (sender_id);
CREATE INDEX media_conversation ON media (conversation_id);
CREATE INDEX media_unsettled ON media (created_at) WHERE message_id IS NULL OR doubtful_since IS NOT NULL;

-- Pieces of 64 KiB before compression, the last one less; each compressed on its own, so that any range can be read.
CREATE TABLE media_chunk (
    media_id uuid    NOT NULL REFERENCES media ON DELETE CASCADE,
    place    integer NOT NULL CHECK (place >= 0),
    bytes    bytea   NOT NULL,
    PRIMARY KEY (media_id, place)
);
ALTER TABLE media_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;
