package io.realtimeconnect.perf.web;

import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.boot.webflux.autoconfigure.error.ErrorWebFluxAutoConfiguration;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerAdapter;
import reactor.netty.NettyPipeline;
import tools.jackson.databind.json.JsonMapper;

/** Gives a WebFlux application problems, request ids, deadlines, limits on bodies and cursors. */
@AutoConfiguration(before = ErrorWebFluxAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.REACTIVE)
@EnableConfigurationProperties(WebProperties.class)
public final class WebAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(WebAutoConfiguration.class);

    @Bean
    Problems problems(JsonMapper json) {
        return new Problems(json);
    }

    @Bean
    @ConditionalOnMissingBean
    ErrorWebExceptionHandler problemExceptionHandler(Problems problems) {
        return new ProblemExceptionHandler(problems);
    }

    @Bean
    RequestIdFilter requestIdFilter() {
        return new RequestIdFilter();
    }

    @Bean
    DeadlineFilter deadlineFilter(WebProperties properties) {
        return new DeadlineFilter(properties.deadline(), properties.trustDeadline());
    }

    @Bean
    BodyLimitFilter bodyLimitFilter(WebProperties properties) {
        return new BodyLimitFilter(properties.maxBody());
    }

    @Bean
    ApiDocumentFilter apiDocumentFilter() {
        return new ApiDocumentFilter();
    }

    @Bean
    WebHttpHandlerBuilderCustomizer boundedRequests() {
        return builder -> builder.httpHandlerDecorator(
                handler -> (request, response) -> handler.handle(new BoundedRequest(request), response));
    }

    @Bean
    WebFluxConfigurer numbersOfAnySize() {
        return new WebFluxConfigurer() {
            @Override
            public void addFormatters(FormatterRegistry registry) {
                registry.addConverter(new Numbers());
            }
        };
    }

    @Bean
    CheckedHandlerAdapter checkedHandlerAdapter(
            ObjectProvider<RequestMappingHandlerAdapter> adapter, ObjectProvider<HandlerGate> gates) {
        return new CheckedHandlerAdapter(adapter, gates);
    }

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> hostileRequests(JsonMapper json) {
        NettyServerCustomizer customizer =
                server -> server.doOnChannelInit((observer, channel, address) -> channel.pipeline()
                        .addAfter(NettyPipeline.HttpCodec, "nextRequest", new NextRequest())
                        .addAfter(NettyPipeline.HttpCodec, "hostileRequests", new HostileRequests(json)));
        return factory -> factory.addServerCustomizers(customizer);
    }

    @Bean
    @ConditionalOnMissingBean
    Cursors cursors(WebProperties properties) {
        String key = properties.cursorKey();
        if (key == null) {
            log.warn("perf.web.cursor-key is not set: cursors end with this process and fit no other instance");
            key = UUID.randomUUID().toString() + UUID.randomUUID();
        }
        return new Cursors(key);
    }
}
