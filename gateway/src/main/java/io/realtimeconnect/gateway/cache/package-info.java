/** Answers that services let the gateway share: learnt from a header that clients never see, served after access has been checked. */
@NullMarked
package io.realtimeconnect.gateway.cache;

import org.jspecify.annotations.NullMarked;
