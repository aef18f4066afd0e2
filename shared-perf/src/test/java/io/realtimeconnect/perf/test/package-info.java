/** What tests of every module share. */
@NullMarked
package io.realtimeconnect.perf.test;

import org.jspecify.annotations.NullMarked;
