package io.realtimeconnect.gateway.graphql;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What one operation may ask for.
 *
 * @param depth fields within fields
 * @param introspectionDepth the same below {@code __schema} and {@code __type}, which go deep by nature
 * @param cost one for each field, times the {@code limit} of each page around it
 * @param aliases in a document
 * @param directives in a document
 * @param characters in a document
 * @param tokens in a document, comments and blanks apart
 * @param timeout of a query or mutation, all its calls included
 * @param introspection whether a session may ask for the schema
 * @param concurrency how many users one batch looks up at a time
 */
@Validated
@ConfigurationProperties("rtc.graphql")
record GraphQlProperties(
        @DefaultValue("10") @Positive int depth,
        @DefaultValue("20") @Positive int introspectionDepth,
        @DefaultValue("1000") @Positive int cost,
        @DefaultValue("15") @Positive int aliases,
        @DefaultValue("20") @Positive int directives,
        @DefaultValue("20000") @Positive int characters,
        @DefaultValue("2000") @Positive int tokens,
        @DefaultValue("15s") @NotNull Duration timeout,
        @DefaultValue("true") boolean introspection,
        @DefaultValue("8") @Positive int concurrency,
        @DefaultValue @NotNull Socket socket) {

    /**
     * What a connection for subscriptions may do.
     *
     * @param init how long a client may take for {@code connection_init}
     * @param keepAlive after so long without a message the client is asked whether it is there
     * @param idle how long a client may say nothing
     * @param stuck how long a write to it may take
     * @param operations at the same time on one connection
     * @param buffer events that wait for a slow client before its subscription ends
     * @param heartbeat how often the service's socket is told that somebody is there
     * @param connect what the service has to take that socket
     * @param frame the most a client may send at once
     */
    record Socket(
            @DefaultValue("5s") @NotNull Duration init,
            @DefaultValue("25s") @NotNull Duration keepAlive,
            @DefaultValue("2m") @NotNull Duration idle,
            @DefaultValue("30s") @NotNull Duration stuck,
            @DefaultValue("20") @Positive int operations,
            @DefaultValue("256") @Positive int buffer,
            @DefaultValue("15s") @NotNull Duration heartbeat,
            @DefaultValue("2s") @NotNull Duration connect,
            @DefaultValue("64KB") @NotNull DataSize frame) {}
}
