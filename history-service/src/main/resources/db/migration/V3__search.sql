-- The words of a message, as the service splits and folds them; empty for a shell.
ALTER TABLE message ADD COLUMN words tsvector NOT NULL DEFAULT '';
-- What is older than this column is split by PostgreSQL, which is near enough.
UPDATE message SET words = strip(to_tsvector('simple', body)) WHERE body <> '';
-- Without a pending list: a message costs its words, not now and then those of thousands.
CREATE INDEX message_words ON message USING gin (words) WITH (fastupdate = off);
