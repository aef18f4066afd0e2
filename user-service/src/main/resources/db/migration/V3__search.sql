-- What a search looks through, folded: case and accents do not count.
CREATE FUNCTION fold(words text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$ SELECT lower(unaccent('unaccent', words)) $$;

ALTER TABLE profile ADD COLUMN search text;

CREATE FUNCTION profile_search() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT
AS $$
BEGIN
    NEW.search := fold(concat_ws(' ',
        (SELECT username FROM account WHERE id = NEW.user_id), NEW.display_name, array_to_string(NEW.interests, ' ')));
    RETURN NEW;
END $$;
CREATE TRIGGER profile_search BEFORE INSERT OR UPDATE OF display_name, interests ON profile
    FOR EACH ROW EXECUTE FUNCTION profile_search();

UPDATE profile SET display_name = display_name;
ALTER TABLE profile ALTER COLUMN search SET NOT NULL;
CREATE INDEX profile_search ON profile USING gin (search gin_trgm_ops);

-- Users by name, display name or interest, best first. 0.3 lets two letters change places in a word of five.
CREATE FUNCTION find_users(words text, most int) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT SET pg_trgm.word_similarity_threshold = 0.3
AS $$
DECLARE
    sought text := fold(words);
    within text := '%' || replace(replace(replace(sought, '\', '\\'), '%', '\%'), '_', '\_') || '%';
BEGIN
    RETURN QUERY
    SELECT p.user_id FROM profile p
    WHERE sought <% p.search OR p.search LIKE within
    ORDER BY (p.search LIKE within) DESC, word_similarity(sought, p.search) DESC, length(p.search), p.user_id
    LIMIT most;
END $$;
