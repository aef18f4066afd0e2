package io.realtimeconnect.communication.voice;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of voice notes.
 *
 * @param largest bytes of the audio as it is sent
 * @param longest how long it may last
 * @param uploads taken in at the same time by one instance; more are {@code 503 TOO_MANY_UPLOADS}
 * @param threads that compress and decompress, for one instance
 * @param settleAfter the age at which what has no message yet is looked up in the log, and kept or removed
 * @param upkeep between two such looks
 */
@Validated
@ConfigurationProperties("rtc.communication.voice")
public record VoiceProperties(
        @DefaultValue("5MB") DataSize largest,
        @DefaultValue("120s") Duration longest,
        @DefaultValue("32") @Positive int uploads,
        @DefaultValue("2") @Positive int threads,
        @DefaultValue("10m") Duration settleAfter,
        @DefaultValue("1m") Duration upkeep) {}
