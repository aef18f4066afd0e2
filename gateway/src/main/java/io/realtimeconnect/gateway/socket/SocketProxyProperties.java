package io.realtimeconnect.gateway.socket;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How patient the gateway is with sockets. What a client may send in a frame is {@code perf.socket.max-frame}.
 *
 * @param connect what an instance has to take a connection and answer the handshake
 * @param idle how long a client may send nothing, pongs included
 * @param stuck how long a write to a client may take before it counts as gone
 * @param linger how long after one side has closed the other has to do so
 * @param maxAnswer the largest frame a service may send
 * @param protocols subprotocols that services speak; what else a client offers is not passed on
 */
@Validated
@ConfigurationProperties("rtc.gateway.socket")
record SocketProxyProperties(
        @DefaultValue("2s") @NotNull Duration connect,
        @DefaultValue("2m") @NotNull Duration idle,
        @DefaultValue("30s") @NotNull Duration stuck,
        @DefaultValue("5s") @NotNull Duration linger,
        @DefaultValue("1MB") @NotNull DataSize maxAnswer,
        @DefaultValue("rtc.v1") @NotNull Set<String> protocols) {}
