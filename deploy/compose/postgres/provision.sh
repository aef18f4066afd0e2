#!/usr/bin/env bash
# Runs once, on an empty database: extensions, and for each service a schema with an owner role and a runtime role.
set -euo pipefail

sql() { psql -v ON_ERROR_STOP=1 -q -U "$POSTGRES_USER" -d "$POSTGRES_DB" "$@"; }

sql <<'SQL'
CREATE SCHEMA extensions;
GRANT USAGE ON SCHEMA extensions TO PUBLIC;
CREATE EXTENSION pg_trgm SCHEMA extensions;
CREATE EXTENSION unaccent SCHEMA extensions;
CREATE EXTENSION citext SCHEMA extensions;
CREATE EXTENSION btree_gist SCHEMA extensions;
CREATE EXTENSION pg_stat_statements SCHEMA extensions;
SQL

for schema in users queuing communication history moderation; do
  upper=${schema^^}
  owner_password=${upper}_OWNER_PASSWORD
  password=${upper}_PASSWORD
  sql -v schema="$schema" -v owner="rtc_${schema}_owner" -v runtime="rtc_$schema" \
      -v owner_password="${!owner_password}" -v password="${!password}" <<'SQL'
CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
CREATE ROLE :"runtime" LOGIN PASSWORD :'password';
ALTER ROLE :"owner" SET search_path = :"schema", extensions;
ALTER ROLE :"runtime" SET search_path = :"schema", extensions;
CREATE SCHEMA :"schema" AUTHORIZATION :"owner";
GRANT USAGE ON SCHEMA :"schema" TO :"runtime";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA :"schema"
    GRANT SELECT, INSERT, UPDATE, DELETE, MAINTAIN ON TABLES TO :"runtime";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA :"schema" GRANT USAGE, SELECT ON SEQUENCES TO :"runtime";
GRANT pg_read_all_stats TO :"runtime";
SQL
done
