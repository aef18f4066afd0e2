package io.realtimeconnect.perf.access;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may call without being asked who they are, and from where browsers may write.
 *
 * @param allowedOrigins origins such as {@code https://app.example} whose pages may write, beside the own host
 * @param openPackages controllers in these packages need no session: the framework's and the documentation's
 */
@ConfigurationProperties("perf.access")
public record AccessProperties(
        @DefaultValue List<String> allowedOrigins,

        @DefaultValue({"org.springdoc", "org.springframework"})
        List<String> openPackages) {}
