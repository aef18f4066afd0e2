package io.realtimeconnect.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands the packaged suite to a test's constructor: started for the first, stopped after the last. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WithSuite.Extension.class)
public @interface WithSuite {

    final class Extension implements ParameterResolver {

        /** Two runs on one machine set {@code RTC_E2E_PORT_OFFSET} apart; every port stays below those that systems hand out. */
        private static final int PORT_OFFSET =
                Integer.parseInt(System.getenv().getOrDefault("RTC_E2E_PORT_OFFSET", "9000"));

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == SuiteUnderTest.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(WithSuite.class))
                    .computeIfAbsent("suite", key -> up(), SuiteUnderTest.class);
        }

        private static SuiteUnderTest up() {
            try {
                return SuiteUnderTest.up(
                        Path.of(System.getProperty("rtc.root")).toRealPath(),
                        PORT_OFFSET,
                        Chaos.settings(),
                        Chaos.replicas());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
