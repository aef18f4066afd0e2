/** Where browsers find each other for a call: STUN servers, and TURN servers with credentials that run out. */
@NullMarked
package io.realtimeconnect.communication.ice;

import org.jspecify.annotations.NullMarked;
