package io.realtimeconnect.communication.ice;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "Calls")
@RestController
@Access(Access.Level.SESSION)
class IceController {

    private final IceServers servers;

    IceController(IceServers servers) {
        this.servers = servers;
    }

    @GetMapping("/api/v1/calls/ice-servers")
    @Operation(
            operationId = "getIceServers",
            summary = "ICE servers for a call",
            description =
                    "STUN servers, and TURN servers with credentials of the caller's that run out, where the suite has a TURN secret.")
    @ApiResponse(responseCode = "200", description = "The servers, as RTCPeerConnection takes them")
    ResponseEntity<IceServers.Offer> iceServers(@Parameter(hidden = true) CurrentUser user) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore().cachePrivate())
                .body(servers.forUser(user.id()));
    }
}
