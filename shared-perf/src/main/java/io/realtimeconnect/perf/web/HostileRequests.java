package io.realtimeconnect.perf.web;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers what is no HTTP request, before anything of the application sees it: request lines and headers that are too long or that
 * Netty cannot parse, and addresses that are no URI. Sits behind the HTTP codec; the connection ends with the answer.
 */
final class HostileRequests extends ChannelInboundHandlerAdapter {

    private final JsonMapper json;
    private boolean refused;

    HostileRequests(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Problem problem = !refused && message instanceof HttpRequest request ? judge(request) : null;
        if (problem != null) {
            refused = true;
            answer(context, problem);
        }
        if (refused) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    private static @Nullable Problem judge(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            Throwable cause = request.decoderResult().cause();
            if (cause instanceof TooLongHttpLineException) {
                return new Problem(HttpStatus.URI_TOO_LONG, "URI_TOO_LONG", "The request line is too long.");
            }
            if (cause instanceof TooLongHttpHeaderException) {
                return new Problem(
                        HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "HEADERS_TOO_LARGE", "The headers are too large.");
            }
            return Translation.malformed("This is not an HTTP request.");
        }
        return isUri(request.uri()) && isHost(request.headers().get(HttpHeaderNames.HOST))
                ? null
                : Translation.malformed("The address is not a URI.");
    }

    private static boolean isUri(String text) {
        try {
            URI uri = new URI(text);
            return text.equals("*") || uri.getRawPath() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isHost(@Nullable String host) {
        if (host == null || host.isEmpty()) {
            return true;
        }
        try {
            return new URI("http", host, "/", null, null).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private void answer(ChannelHandlerContext context, Problem problem) {
        String id = RequestId.fresh();
        byte[] body = json.writeValueAsBytes(Problems.document(problem, "", id));
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(problem.status().value()),
                Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CONNECTION, "close")
                .set(RequestId.HEADER, id);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
