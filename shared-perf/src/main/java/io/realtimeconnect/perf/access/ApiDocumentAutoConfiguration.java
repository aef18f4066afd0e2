package io.realtimeconnect.perf.access;

import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;

/** Keeps the current user out of published documents: who calls is told by the session, never by a parameter. */
@AutoConfiguration
@ConditionalOnClass(SpringDocUtils.class)
public final class ApiDocumentAutoConfiguration {

    ApiDocumentAutoConfiguration() {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(CurrentUser.class);
    }
}
