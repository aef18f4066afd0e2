package io.realtimeconnect.gateway.graphql;

import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.graphql.ExecutionGraphQlService;
import org.springframework.graphql.data.method.annotation.support.AnnotatedControllerConfigurer;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.graphql.execution.DataFetcherExceptionResolver;
import org.springframework.graphql.execution.DefaultBatchLoaderRegistry;
import org.springframework.graphql.execution.DefaultExecutionGraphQlService;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.graphql.execution.SubscriptionExceptionResolver;
import org.springframework.graphql.server.WebGraphQlHandler;
import reactor.core.publisher.Mono;

/** Spring for GraphQL, put together by hand: its auto-configuration would add endpoints beside ours. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GraphQlProperties.class)
class GraphQlConfiguration {

    @Bean
    AnnotatedControllerConfigurer graphControllers() {
        return new AnnotatedControllerConfigurer();
    }

    @Bean
    BatchLoaderRegistry batchLoaders() {
        return new DefaultBatchLoaderRegistry();
    }

    /** Every field of the schema has a resolver or is a member of what its parent's resolver fetched. */
    @Bean
    GraphQlSource graphQlSource(
            AnnotatedControllerConfigurer controllers,
            GraphQlProperties properties,
            @Value("classpath:graphql/schema.graphqls") Resource schema) {
        DataFetcherExceptionResolver errors = (error, environment) -> Mono.just(List.of(Errors.of(error, environment)));
        SubscriptionExceptionResolver endings = error -> Mono.just(List.of(Errors.of(error)));
        return GraphQlSource.schemaResourceBuilder()
                .schemaResources(schema)
                .configureRuntimeWiring(wiring -> wiring.scalar(Scalars.LONG).scalar(Scalars.DATE_TIME))
                .configureRuntimeWiring(controllers)
                .exceptionResolvers(List.of(errors))
                .subscriptionExceptionResolvers(List.of(endings))
                .instrumentation(List.of(new DocumentLimits(properties)))
                .build();
    }

    @Bean
    ExecutionGraphQlService graphQlService(GraphQlSource source, BatchLoaderRegistry loaders) {
        DefaultExecutionGraphQlService service = new DefaultExecutionGraphQlService(source);
        service.addDataLoaderRegistrar(loaders);
        return service;
    }

    @Bean
    WebGraphQlHandler graph(ExecutionGraphQlService service, GraphQlProperties properties, Admission admission) {
        return WebGraphQlHandler.builder(service)
                .interceptor(new OperationInterceptor(properties, admission))
                .build();
    }
}
