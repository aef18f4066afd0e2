-- Who is suspended or banned: a copy of moderation-service's sanctions, fed by its events.
CREATE TABLE bar (
    action_id  uuid PRIMARY KEY,
    user_id    uuid NOT NULL,
    expires_at timestamptz -- null: until lifted
);
CREATE INDEX bar_user ON bar (user_id);

ALTER TABLE departure DROP CONSTRAINT departure_reason_check;
ALTER TABLE departure ADD CONSTRAINT departure_reason_check CHECK (reason IN ('left', 'expired', 'barred'));
