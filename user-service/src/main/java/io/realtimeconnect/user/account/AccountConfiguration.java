package io.realtimeconnect.user.account;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({PasswordProperties.class, AttemptProperties.class, AdminProperties.class})
class AccountConfiguration {}
