package io.realtimeconnect.user.profile;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

public class UserNotFound extends Problem {

    public UserNotFound() {
        super(HttpStatus.NOT_FOUND, "USER_NOT_FOUND", "There is no such user.");
    }
}
