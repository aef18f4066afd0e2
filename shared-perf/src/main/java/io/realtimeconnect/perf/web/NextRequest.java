package io.realtimeconnect.perf.web;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Asks for the next request of a connection once an answer is written.
 *
 * <p>Reactor Netty 1.3.6 forgets to where a request came in before the one before it was wound up, and was then answered on the
 * spot: its last, empty part finds nobody, and the connection is never read again. A read too many does no harm.
 */
final class NextRequest extends ChannelOutboundHandlerAdapter {

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof LastHttpContent) {
            ChannelPromise written = promise.unvoid();
            written.addListener(
                    (ChannelFutureListener) done -> context.executor().execute(context::read));
            context.write(message, written);
        } else {
            context.write(message, promise);
        }
    }
}
