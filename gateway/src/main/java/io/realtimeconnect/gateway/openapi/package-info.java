/** One OpenAPI document for the suite, put together from what the services say of themselves. */
@NullMarked
package io.realtimeconnect.gateway.openapi;

import org.jspecify.annotations.NullMarked;
