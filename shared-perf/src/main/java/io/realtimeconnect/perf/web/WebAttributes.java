package io.realtimeconnect.perf.web;

/** Names of exchange attributes by which the features of a service tell each other what they know of a request. */
public final class WebAttributes {

    /** {@link java.util.UUID} of the user whose session the request carries; set before the handler runs, absent without a session. */
    public static final String USER_ID = WebAttributes.class.getName() + ".userId";

    /** {@link RequestId} of the request; set before all other filters. */
    public static final String REQUEST_ID = WebAttributes.class.getName() + ".requestId";

    /** {@link Long} bytes that the body may have, where that differs from {@code perf.web.max-body} and no {@link MaxBody} says it. */
    public static final String MAX_BODY = WebAttributes.class.getName() + ".maxBody";

    /** {@link String} template of the call, such as {@code /users/{id}}, where it is not a handler's of this service. */
    public static final String ROUTE = WebAttributes.class.getName() + ".route";

    private WebAttributes() {}
}
