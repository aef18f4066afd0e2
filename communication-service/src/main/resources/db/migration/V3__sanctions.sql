-- What moderators did, as far as it matters here: fed by moderation-service's events, read by every instance in order of position.
CREATE TABLE sanction (
    action_id  uuid PRIMARY KEY,
    user_id    uuid        NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('warn', 'mute', 'suspend', 'ban')),
    reason     text        NOT NULL,
    expires_at timestamptz, -- null: until lifted
    lifted     boolean     NOT NULL DEFAULT false,
    position   bigint      NOT NULL, -- of the event that brought it into this state
    changed_at timestamptz NOT NULL
);
CREATE INDEX sanction_position ON sanction (position);
CREATE INDEX sanction_user ON sanction (user_id) WHERE NOT lifted AND kind <> 'warn';
