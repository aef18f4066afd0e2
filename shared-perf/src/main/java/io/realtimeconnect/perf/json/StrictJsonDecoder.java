package io.realtimeconnect.perf.json;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.util.MimeType;
import tools.jackson.databind.json.JsonMapper;

/** Spring's decoder behind {@link JsonText}; for whole bodies, which is how handlers take them. */
final class StrictJsonDecoder extends JacksonJsonDecoder {

    StrictJsonDecoder(JsonMapper mapper) {
        super(mapper);
    }

    @Override
    public Object decode(
            DataBuffer buffer, ResolvableType type, @Nullable MimeType mimeType, @Nullable Map<String, Object> hints) {
        String fault = inspect(buffer);
        if (fault != null) {
            DataBufferUtils.release(buffer);
            throw new DecodingException(fault);
        }
        return super.decode(buffer, type, mimeType, hints);
    }

    private static @Nullable String inspect(DataBuffer buffer) {
        JsonText text = new JsonText();
        try (DataBuffer.ByteBufferIterator pieces = buffer.readableByteBuffers()) {
            while (pieces.hasNext()) {
                String fault = text.inspect(pieces.next());
                if (fault != null) {
                    return fault;
                }
            }
        }
        return null;
    }
}
