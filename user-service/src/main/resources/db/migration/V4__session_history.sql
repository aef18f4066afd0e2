-- Sessions as figures need them, beside the live ones in Redis: no secret, no address, of the device only its kind.
CREATE TABLE session_history (
    handle      text PRIMARY KEY,
    user_id     uuid        NOT NULL,
    device      text        NOT NULL,
    started_at  timestamptz NOT NULL,
    -- when it was last looked for in Redis
    checked_at  timestamptz NOT NULL,
    active_at   timestamptz NOT NULL,
    ended_at    timestamptz,
    reason      text CHECK (reason IN ('ended', 'all-ended', 'evicted', 'expired')),
    CHECK ((ended_at IS NULL) = (reason IS NULL))
);
CREATE INDEX session_history_user ON session_history (user_id) WHERE ended_at IS NULL;
CREATE INDEX session_history_open ON session_history (checked_at) WHERE ended_at IS NULL;
CREATE INDEX session_history_started ON session_history (started_at);
CREATE INDEX session_history_ended ON session_history (ended_at);

-- Sanctions of an erased account go with it.
DO $$
DECLARE
    runtime text;
BEGIN
    FOR runtime IN
        SELECT DISTINCT grantee FROM information_schema.role_table_grants
        WHERE table_schema = current_schema() AND table_name = 'sanction' AND grantee <> current_user
    LOOP
        EXECUTE format('GRANT DELETE ON sanction TO %I', runtime);
    END LOOP;
END $$;
