package io.realtimeconnect.history.ingest;

/** How many events were new, and how many had been sent before. */
record Ingested(int accepted, int duplicates) {}
