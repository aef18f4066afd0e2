CREATE TABLE rule (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('word', 'phrase', 'pattern')),
    expression text NOT NULL,
    category text NOT NULL,
    severity text NOT NULL CHECK (severity IN ('low', 'medium', 'high')),
    language text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (kind, expression, language)
);

-- one row: counts every change of the rules, so that an instance knows in one read whether its own are the latest
CREATE TABLE rule_revision (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    revision bigint NOT NULL
);
INSERT INTO rule_revision (revision) VALUES (1);

CREATE TABLE report (
    id uuid PRIMARY KEY,
    reporter_id uuid NOT NULL,
    target_user_id uuid NOT NULL,
    conversation_id uuid,
    message_id uuid,
    reason text NOT NULL,
    details text,
    priority smallint NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'claimed', 'resolved')),
    claimed_by uuid,
    claimed_at timestamptz,
    decision text,
    note text,
    created_at timestamptz NOT NULL,
    resolved_at timestamptz,
    UNIQUE NULLS NOT DISTINCT (reporter_id, target_user_id, conversation_id, message_id)
);
CREATE INDEX report_queue ON report (state, priority DESC, id);
CREATE INDEX report_mine ON report (reporter_id, id DESC);
CREATE INDEX report_target ON report (target_user_id);

CREATE TABLE sanction (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('warn', 'mute', 'suspend', 'ban')),
    reason text NOT NULL,
    expires_at timestamptz,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    lifted_by uuid,
    lifted_at timestamptz
);
CREATE INDEX sanction_user ON sanction (user_id, id DESC);

CREATE TABLE appeal (
    id uuid PRIMARY KEY,
    action_id uuid NOT NULL REFERENCES sanction (id),
    user_id uuid NOT NULL,
    text text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'upheld', 'overturned')),
    decided_by uuid,
    note text,
    created_at timestamptz NOT NULL,
    decided_at timestamptz
);
CREATE UNIQUE INDEX appeal_open ON appeal (action_id) WHERE state = 'open';
CREATE INDEX appeal_queue ON appeal (state, id);

CREATE TABLE audit (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    actor_id uuid NOT NULL,
    what text NOT NULL,
    subject_id uuid,
    detail jsonb NOT NULL
);

DO $$
DECLARE runtime text := regexp_replace(current_user, '_owner$', '');
BEGIN
    IF runtime <> current_user AND EXISTS (SELECT FROM pg_roles WHERE rolname = runtime) THEN
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM %I', runtime);
    END IF;
END $$;
