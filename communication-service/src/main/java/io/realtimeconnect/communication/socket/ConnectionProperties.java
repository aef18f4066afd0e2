package io.realtimeconnect.communication.socket;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of WebSocket connections.
 *
 * @param authTimeout how long a connection without a session has for its {@code auth}
 * @param heartbeat between two pings of the server
 * @param idle a connection from which nothing comes for so long is closed
 * @param hold how long live changes wait, once the client has seen {@code ready}, for a {@code resume} that must come before them
 * @param holdReturning how much longer for that of a client that named its connection or whose {@code resume} has failed
 * @param holdAtMost how long it is waited for the sign that the client has seen it
 * @param outbox bytes that may wait for a client that does not read; more closes the connection
 * @param stall a client that reads nothing of what waits for so long is closed
 * @param frame a larger frame is answered by an error
 * @param unanswered messages of one connection on their way to the log, at most
 * @param perUser connections of one user on this instance, at most
 * @param perInstance connections of this instance, at most
 * @param headCheck between two looks at the heads of all conversations followed here
 * @param sessionCheck between two looks at the sessions of all connections
 */
@Validated
@ConfigurationProperties("rtc.communication.socket")
public record ConnectionProperties(
        @DefaultValue("5s") Duration authTimeout,
        @DefaultValue("20s") Duration heartbeat,
        @DefaultValue("60s") Duration idle,
        @DefaultValue("2s") Duration hold,
        @DefaultValue("10s") Duration holdReturning,
        @DefaultValue("3s") Duration holdAtMost,
        @DefaultValue("256KB") DataSize outbox,
        @DefaultValue("15s") Duration stall,
        @DefaultValue("64KB") DataSize frame,
        @DefaultValue("128") @Positive int unanswered,
        @DefaultValue("10") @Positive int perUser,
        @DefaultValue("5000") @Positive int perInstance,
        @DefaultValue("1800ms") Duration headCheck,
        @DefaultValue("500ms") Duration sessionCheck) {}
