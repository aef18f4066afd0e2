/** Blocks: who never wants to meet whom again. */
@NullMarked
package io.realtimeconnect.user.block;

import org.jspecify.annotations.NullMarked;
