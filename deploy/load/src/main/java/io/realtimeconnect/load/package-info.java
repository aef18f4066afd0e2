/** What a call costs at the gateway, measured by virtual people who sign up, meet, talk and look back. */
@NullMarked
package io.realtimeconnect.load;

import org.jspecify.annotations.NullMarked;
