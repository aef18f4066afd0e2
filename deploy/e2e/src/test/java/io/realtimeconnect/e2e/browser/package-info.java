/** The demo client in real browsers: what people see and do, with nothing but the page at the gateway's root. */
@NullMarked
package io.realtimeconnect.e2e.browser;

import org.jspecify.annotations.NullMarked;
