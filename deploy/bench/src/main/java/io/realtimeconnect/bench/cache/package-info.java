/** The cache beside what it is made of and its peers. */
package io.realtimeconnect.bench.cache;
