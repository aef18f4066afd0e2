CREATE TABLE thing (id int PRIMARY KEY, colour text NOT NULL);
INSERT INTO thing SELECT n, 'c' || n % 7 FROM generate_series(1, 20000) n;
ANALYZE thing;
