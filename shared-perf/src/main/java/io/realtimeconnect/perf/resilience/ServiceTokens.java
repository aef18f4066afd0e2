package io.realtimeconnect.perf.resilience;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.realtimeconnect.perf.web.Problem;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.HttpStatus;

/**
 * Says which service calls: a JWT (RFC 7519) signed with ES256 by the caller's own key, good for one callee and one minute.
 *
 * <p>A token is used for half of its life, and one that has been verified is not verified again, so that the curve costs a service some
 * 0.2 ms per minute and neighbour.
 */
public final class ServiceTokens {

    public static final String HEADER = "X-Service-Token";

    static final Duration LIFE = Duration.ofSeconds(60);
    private static final Duration SKEW = Duration.ofSeconds(5);
    private static final int LONGEST = 1024;

    private final String self;
    private final JWSSigner signer;
    private final Map<String, JWSVerifier> verifiers;
    private final Clock clock;
    private final Map<String, Token> signed = new ConcurrentHashMap<>();
    private final Cache<String, Token> verified =
            Caffeine.newBuilder().maximumSize(1_000).expireAfterWrite(LIFE).build();

    ServiceTokens(String self, JWSSigner signer, Map<String, JWSVerifier> verifiers, Clock clock) {
        this.self = self;
        this.signer = signer;
        this.verifiers = Map.copyOf(verifiers);
        this.clock = clock;
    }

    /** A token to show to one service. */
    public String sign(String audience) {
        Instant now = clock.instant();
        return signed.compute(
                        audience, (to, token) -> token != null && now.isBefore(token.until()) ? token : issue(to, now))
                .text();
    }

    /**
     * Who shows a token.
     *
     * @throws Problem {@code 401 UNAUTHENTICATED} unless a known service made it, for this one, in the last minute
     */
    public String verify(String token) {
        if (token.length() > LONGEST) {
            throw refused();
        }
        Instant now = clock.instant();
        Token known = verified.getIfPresent(token);
        if (known == null) {
            known = examine(token, now);
            verified.put(token, known);
        }
        if (!now.isBefore(known.until())) {
            throw refused();
        }
        return known.issuer();
    }

    private Token issue(String audience, Instant now) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(self)
                .audience(audience)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFE)))
                .build();
        SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.ES256), claims);
        try {
            jwt.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("Cannot sign a service token", e);
        }
        return new Token(jwt.serialize(), self, now.plus(LIFE.dividedBy(2)));
    }

    private Token examine(String text, Instant now) {
        try {
            SignedJWT jwt = SignedJWT.parse(text);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            JWSVerifier verifier = claims.getIssuer() == null ? null : verifiers.get(claims.getIssuer());
            boolean good = verifier != null
                    && JWSAlgorithm.ES256.equals(jwt.getHeader().getAlgorithm())
                    && List.of(self).equals(claims.getAudience())
                    && claims.getIssueTime() != null
                    && claims.getExpirationTime() != null
                    && jwt.verify(verifier);
            if (!good) {
                throw refused();
            }
            Instant issued = claims.getIssueTime().toInstant();
            Instant expires = claims.getExpirationTime().toInstant();
            if (issued.isAfter(now.plus(SKEW))
                    || Duration.between(issued, expires).compareTo(LIFE) > 0) {
                throw refused();
            }
            return new Token(text, claims.getIssuer(), expires.plus(SKEW));
        } catch (ParseException | JOSEException e) {
            throw refused();
        }
    }

    private static Problem refused() {
        return new Problem(HttpStatus.UNAUTHORIZED, "UNAUTHENTICATED", "Only services of the suite may call this.");
    }

    private record Token(String text, String issuer, Instant until) {}
}
