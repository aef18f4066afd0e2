/** Stores: real PostgreSQL and Redis for tests and the local suite, wherever the machine can get them from. */
@NullMarked
package io.realtimeconnect.stores;

import org.jspecify.annotations.NullMarked;
