package io.realtimeconnect.gateway.route;

import java.util.List;
import org.springframework.http.HttpMethod;

/** What the table says to a method and a path. */
sealed interface Finding {

    /** The call exists. */
    record Found(Row row) implements Finding {}

    /** The path exists, over all services that share it, but not under this method. */
    record OtherMethods(List<HttpMethod> allow) implements Finding {}

    /** @param code of the 404 */
    record Nothing(String code) implements Finding {}
}
