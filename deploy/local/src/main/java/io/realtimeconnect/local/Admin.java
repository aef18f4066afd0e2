package io.realtimeconnect.local;

import java.util.Map;

/** The account that is made before the first traffic. */
record Admin(String username, String password) {
    static Admin of(Map<String, String> environment, SuiteSecrets secrets) {
        var username = environment.getOrDefault("RTC_ADMIN_USERNAME", "");
        var password = environment.getOrDefault("RTC_ADMIN_PASSWORD", "");
        return new Admin(username.isBlank() ? "admin" : username, password.isBlank() ? secrets.admin() : password);
    }

    @Override
    public String toString() {
        return "Admin[" + username + "]";
    }
}
