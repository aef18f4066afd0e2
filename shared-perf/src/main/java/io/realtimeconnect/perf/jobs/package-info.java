/** Background jobs: persistent, one instance at a time, retried with back-off, with priority, delay and time-out (db-scheduler). */
@NullMarked
package io.realtimeconnect.perf.jobs;

import org.jspecify.annotations.NullMarked;
