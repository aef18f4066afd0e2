package io.realtimeconnect.perf.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.NettyPipeline;

/**
 * Closes a connection with 1009 whose message grows too large fragment by fragment. Reactor Netty takes that for a defect: it logs an
 * error with its stack for each, which anybody may cause, and closes without a word.
 *
 * <p>The aggregator that finds out is put into the pipeline when the session is read for the first time, after this; so this watches for
 * it and then stands behind it.
 */
final class OversizeGuard extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(OversizeGuard.class);
    private static final String WATCHING = OversizeGuard.class.getName() + ".watching";
    private static final String STANDING = OversizeGuard.class.getName() + ".standing";

    private final boolean standing;

    private OversizeGuard(boolean standing) {
        this.standing = standing;
    }

    /** Called on the channel's event loop, before the session is read. */
    static void watch(Channel channel) {
        if (channel.pipeline().get(NettyPipeline.ReactiveBridge) != null
                && channel.pipeline().get(WATCHING) == null) {
            channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, WATCHING, new OversizeGuard(false));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!standing && context.pipeline().get(WebSocketFrameAggregator.class) != null) {
            context.pipeline().addBefore(NettyPipeline.ReactiveBridge, STANDING, new OversizeGuard(true));
            context.fireChannelRead(message);
            context.pipeline().remove(this);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
        if (!(error instanceof TooLongFrameException)) {
            context.fireExceptionCaught(error);
            return;
        }
        log.atDebug().addKeyValue("cause", error.getMessage()).log("socket.message.too-large");
        context.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.MESSAGE_TOO_BIG))
                .addListener(ChannelFutureListener.CLOSE);
    }
}
