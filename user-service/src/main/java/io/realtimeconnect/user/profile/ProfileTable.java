package io.realtimeconnect.user.profile;

import io.r2dbc.postgresql.codec.PostgresqlObjectId;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The table {@code profile}. */
@Repository
class ProfileTable {

    private static final String SELECT = """
            SELECT p.user_id, a.username, p.display_name, p.bio, p.interests, p.languages, p.birth_date, p.city, p.country,
                   p.version, p.updated_at
            FROM profile p JOIN account a ON a.id = p.user_id WHERE p.user_id\s""";

    private final DatabaseClient database;

    ProfileTable(DatabaseClient database) {
        this.database = database;
    }

    Mono<Void> insert(Profile profile) {
        return bind("""
                INSERT INTO profile (user_id, display_name, bio, interests, languages, birth_date, city, country, version, updated_at)
                VALUES (:id, :displayName, :bio, :interests, :languages, :birthDate, :city, :country, :version, :updatedAt)""", profile).then();
    }

    Mono<Profile> find(UUID userId) {
        return select(userId, "");
    }

    /** By id. */
    Mono<Map<String, Profile>> findAll(Collection<String> userIds) {
        return database.sql(SELECT + "= ANY(:ids)")
                .bind("ids", userIds.stream().map(UUID::fromString).toArray(UUID[]::new))
                .map(ProfileTable::read)
                .all()
                .collectMap(profile -> profile.userId().toString());
    }

    /** Locks the row until the transaction ends. */
    Mono<Profile> lock(UUID userId) {
        return select(userId, " FOR UPDATE OF p");
    }

    Mono<Void> update(Profile profile) {
        return bind("""
                UPDATE profile SET display_name = :displayName, bio = :bio, interests = :interests, languages = :languages,
                    birth_date = :birthDate, city = :city, country = :country, version = :version, updated_at = :updatedAt
                WHERE user_id = :id""", profile).then();
    }

    Mono<Void> delete(UUID userId) {
        return database.sql("DELETE FROM profile WHERE user_id = :id")
                .bind("id", userId)
                .then();
    }

    private Mono<Profile> select(UUID userId, String lock) {
        return database.sql(SELECT + "= :id" + lock)
                .bind("id", userId)
                .map(ProfileTable::read)
                .one();
    }

    private DatabaseClient.GenericExecuteSpec bind(String sql, Profile profile) {
        return database.sql(sql)
                .bind("id", profile.userId())
                .bind("displayName", profile.displayName())
                .bind("bio", Parameters.in(PostgresqlObjectId.TEXT, profile.bio()))
                .bind("interests", profile.interests().toArray(String[]::new))
                .bind("languages", profile.languages().toArray(String[]::new))
                .bind("birthDate", Parameters.in(PostgresqlObjectId.DATE, profile.birthDate()))
                .bind("city", Parameters.in(PostgresqlObjectId.TEXT, profile.city()))
                .bind("country", Parameters.in(PostgresqlObjectId.TEXT, profile.country()))
                .bind("version", profile.version())
                .bind("updatedAt", profile.updatedAt());
    }

    private static Profile read(Readable row) {
        return new Profile(
                row.get("user_id", UUID.class),
                row.get("username", String.class),
                row.get("display_name", String.class),
                row.get("bio", String.class),
                List.of(row.get("interests", String[].class)),
                List.of(row.get("languages", String[].class)),
                row.get("birth_date", LocalDate.class),
                row.get("city", String.class),
                row.get("country", String.class),
                row.get("version", Long.class),
                row.get("updated_at", Instant.class));
    }
}
