CREATE TABLE counter (key text PRIMARY KEY, n bigint NOT NULL);
CREATE TABLE effect (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, source text NOT NULL, position bigint NOT NULL, key text NOT NULL, n bigint NOT NULL);
