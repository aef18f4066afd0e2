package io.realtimeconnect.user.mail;

import java.time.Instant;
import java.util.Map;

/**
 * An e-mail that waits to be sent.
 *
 * @param to an address as it was when this was queued: the news of another address goes to the old one
 * @param at when it was queued
 */
record Email(Template template, String to, Map<String, String> values, Instant at) {

    @Override
    public String toString() {
        return "Email[" + template + "]";
    }
}
