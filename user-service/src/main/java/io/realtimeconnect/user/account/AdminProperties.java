package io.realtimeconnect.user.account;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The account that exists before anybody signs up.
 *
 * @param password null makes none; the name stays reserved
 */
@ConfigurationProperties("rtc.admin")
record AdminProperties(
        @DefaultValue("admin") String username, @Nullable String password) {

    boolean reserves(String name) {
        return name.equalsIgnoreCase(username) || name.equalsIgnoreCase("admin");
    }

    @Override
    public String toString() {
        return "AdminProperties[username=" + username + "]";
    }
}
