package io.realtimeconnect.local;

import java.util.List;
import java.util.Map;

/** Where the code of the services comes from. */
interface Software {
    /** Makes ready what can be made ready before the first start. */
    default void prepare(Service service) {}

    /** The command that runs the service, without its environment. */
    List<String> command(Service service);

    /** Called once everything runs, in a thread that has time. */
    default void improve(Service service, Map<String, String> environment) {}
}
