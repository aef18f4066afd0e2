package io.realtimeconnect.stores;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Finds {@link WithStores} on a test class, also on a class around it or above it. */
final class WithStoresCustomizerFactory implements ContextCustomizerFactory {
    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
        var annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass, WithStores.class);
        if (annotation == null) {
            return null;
        }
        return new WithStoresCustomizer(annotation.schema(), annotation.isolated() ? testClass.getName() : "");
    }
}
