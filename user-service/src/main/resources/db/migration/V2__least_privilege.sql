-- The runtime role may do what the code does, and no more: revocations are append-only, accounts are erased and never deleted.
DO $$
DECLARE
    runtime text;
BEGIN
    FOR runtime IN
        SELECT DISTINCT grantee FROM information_schema.role_table_grants
        WHERE table_schema = current_schema() AND table_name = 'account' AND grantee <> current_user
    LOOP
        EXECUTE format('REVOKE DELETE, TRUNCATE ON account, sanction FROM %I', runtime);
        EXECUTE format('REVOKE UPDATE, TRUNCATE ON block FROM %I', runtime);
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON revocation FROM %I', runtime);
    END LOOP;
END $$;

-- The one way out of the append-only table, for rows that no repetition asks for any more.
CREATE FUNCTION forget_revocations(before timestamptz) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
AS $$
    WITH gone AS (DELETE FROM revocation WHERE at < least(before, now() - interval '1 day') RETURNING 1)
    SELECT count(*) FROM gone
$$;
