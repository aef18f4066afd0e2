/** A page to read the suite's OpenAPI document and to try its calls, with Swagger UI from the class path and nothing from elsewhere. */
@NullMarked
package io.realtimeconnect.gateway.docs;

import org.jspecify.annotations.NullMarked;
