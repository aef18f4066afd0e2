/** GraphQL: the suite's data as one graph, fetched from the services' public calls in the name of who asks. */
@NullMarked
package io.realtimeconnect.gateway.graphql;

import org.jspecify.annotations.NullMarked;
