package io.realtimeconnect.perf.test;

import io.lettuce.core.resource.ClientResources;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * A context that is closed by the dozen: the end of Lettuce's threads is not waited for. Spring waits for ever, and once Netty did not tell.
 */
public final class BriefContext extends AnnotationConfigApplicationContext {

    private static final String THREADS = "lettuceClientResources";

    public BriefContext() {
        addBeanFactoryPostProcessor(beans -> beans.getBeanDefinition(THREADS).setDestroyMethodName(""));
    }

    @Override
    public void close() {
        ClientResources threads = isActive() ? getBean(ClientResources.class) : null;
        super.close();
        if (threads != null) {
            threads.shutdown(0, 1, TimeUnit.SECONDS);
        }
    }
}
