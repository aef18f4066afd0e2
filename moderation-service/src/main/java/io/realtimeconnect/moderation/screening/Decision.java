package io.realtimeconnect.moderation.screening;

/** What becomes of a text, from mildest to strictest. */
public enum Decision {
    allow,
    mask,
    flag,
    block
}
