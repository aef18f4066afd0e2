package io.realtimeconnect.perf.resilience;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the keys of {@link ResilienceProperties}, and says which one cannot be read. */
final class ServiceKeys {

    private ServiceKeys() {}

    static JWSSigner signer(@Nullable String text) {
        if (text == null || text.isBlank()) {
            throw new InvalidServiceKey("perf.resilience.private-key (PERF_RESILIENCE_PRIVATE_KEY) is not set");
        }
        try {
            return new ECDSASigner((ECPrivateKey) KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text.strip()))));
        } catch (GeneralSecurityException | JOSEException | IllegalArgumentException | ClassCastException e) {
            throw new InvalidServiceKey(
                    "perf.resilience.private-key (PERF_RESILIENCE_PRIVATE_KEY) is not base64 of a PKCS#8 key on P-256");
        }
    }

    static Map<String, JWSVerifier> verifiers(Map<String, String> texts) {
        Map<String, JWSVerifier> verifiers = new HashMap<>();
        texts.forEach((service, text) -> verifiers.put(service, verifier(service, text)));
        return verifiers;
    }

    private static JWSVerifier verifier(String service, String text) {
        try {
            return new ECDSAVerifier((ECPublicKey) KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(text.strip()))));
        } catch (GeneralSecurityException | JOSEException | IllegalArgumentException | ClassCastException e) {
            throw new InvalidServiceKey("perf.resilience.public-keys." + service
                    + " (RTC_SERVICE_KEYS) is not base64 of an X.509 public key on P-256");
        }
    }
}
