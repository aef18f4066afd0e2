/** Login sessions shared by all services: token, admission, look-up, revocation and limit. */
@NullMarked
package io.realtimeconnect.perf.session;

import org.jspecify.annotations.NullMarked;
