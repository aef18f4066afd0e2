-- The same counts for each user: a summary of one's own reads no events either.
CREATE TABLE event_own_total (
    user_id uuid        NOT NULL,
    minute  timestamptz NOT NULL,
    type    text        NOT NULL,
    n       bigint      NOT NULL,
    PRIMARY KEY (user_id, minute, type)
);
CREATE INDEX event_own_total_age ON event_own_total USING brin (minute);
INSERT INTO event_own_total (user_id, minute, type, n)
SELECT user_id, date_trunc('minute', at, 'UTC'), type, count(*) FROM event GROUP BY 1, 2, 3;
-- Only summaries read it.
DROP INDEX event_of;
