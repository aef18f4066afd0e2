/** What a text is, held against the rules: normalised with offsets kept, judged, masked. */
@NullMarked
package io.realtimeconnect.moderation.screening;

import org.jspecify.annotations.NullMarked;
