package io.realtimeconnect.perf.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFingerprintTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
            SELECT * FROM users WHERE id = $1                                  ; select ; users
            select u.id from "users" u join profiles p on p.id = u.id          ; select ; users
            INSERT INTO users.profile (id, name) VALUES ($1, $2), ($3, $4)     ; insert ; profile
            UPDATE only ticket SET state = 'x' WHERE id = 7                    ; update ; ticket
            DELETE FROM outbox WHERE position < 100                            ; delete ; outbox
            WITH old AS (SELECT id FROM ticket) DELETE FROM ticket WHERE true  ; delete ; ticket
            WITH recent AS (SELECT * FROM message) SELECT * FROM recent        ; select ; message
            SELECT 1                                                           ; select ; none
            LISTEN something                                                   ; other  ; none
            INSERT INTO a SELECT * FROM b                                      ; insert ; a
            """)
    void aStatementHasATypeAndATable(String sql, String type, String table) {
        SqlFingerprint fingerprint = SqlFingerprint.of(sql);
        assertThat(fingerprint.type()).isEqualTo(type);
        assertThat(fingerprint.table()).isEqualTo(table);
    }

    @Test
    void statementsThatDifferInValuesOnlyAreOne() {
        String one = SqlFingerprint.of("select * from t where a = 'it''s' and b in ($1,$2, $3) -- x\n and c = 5")
                .text();
        assertThat(SqlFingerprint.of("SELECT *\n FROM t  WHERE a = 'me' AND b IN ($1) /* y */ AND c = -7.5")
                        .text()
                        .replace("= ?", "= ?"))
                .isEqualTo(one)
                .isEqualTo("select * from t where a = ? and b in (?) and c = ?");
        assertThat(SqlFingerprint.of("insert into t values ($1,$2),($3,$4),($5,$6)")
                        .text())
                .isEqualTo("insert into t values (?)");
        assertThat(SqlFingerprint.of("select payload::jsonb from t1 where x2 = :name")
                        .text())
                .isEqualTo("select payload::jsonb from t1 where x2 = ?");
    }

    @Test
    void noValueIsLeftInIt() {
        assertThat(SqlFingerprint.of("select * from t where mail = 'ada@example.org' and pin = 1234")
                        .text())
                .doesNotContain("ada", "1234");
    }
}
