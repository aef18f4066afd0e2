/** What an instance does again and again. */
@NullMarked
package io.realtimeconnect.communication.rhythm;

import org.jspecify.annotations.NullMarked;
