package io.realtimeconnect.perf.test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.MethodCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What holds for the main code of every module: feature packages without circles, no service in another's code, nothing that blocks,
 * prints or swallows, null-marked packages with an introduction, files of a size one can read.
 */
public final class HouseRules {

    private static final int LONGEST = 400;
    private static final String HOUSE = "io.realtimeconnect.";
    private static final String BREAKER_SETTINGS = "io.github.resilience4j.circuitbreaker.CircuitBreakerConfig";
    private static final List<String> SERVICES =
            List.of("gateway", "user", "queuing", "communication", "history", "moderation");
    private static final Pattern EMPTY_CATCH = Pattern.compile("catch\\s*\\([^)]*\\)\\s*\\{\\s*}");
    private static final Map<Class<?>, Set<String>> BLOCKING = Map.of(
            Mono.class, Set.of("block", "blockOptional"),
            Flux.class, Set.of("blockFirst", "blockLast", "toIterable", "toStream"),
            Thread.class, Set.of("sleep", "join"),
            Future.class, Set.of("get"),
            CompletableFuture.class, Set.of("get", "join"),
            CountDownLatch.class, Set.of("await"));

    private HouseRules() {}

    /**
     * Checks the module that is being tested.
     *
     * @param root a class of its root package, such as its application
     * @param ownThreads simple names of classes that may block, because they run on a thread of their own
     */
    public static void check(Class<?> root, String... ownThreads) {
        String home = root.getPackageName();
        JavaClasses module = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(home);
        slices().matching(home + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(module);
        for (ArchRule rule : List.of(
                strangers(home),
                noBlocking(Set.of(ownThreads)),
                nullMarked(),
                lockFreeBreakers(),
                GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS,
                GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION,
                noClasses()
                        .should()
                        .resideInAnyPackage(
                                "..util..", "..common..", "..dto..", "..impl..", "..manager..", "..helper.."))) {
            rule.allowEmptyShould(true).check(module);
        }
        checkSources(Path.of("src/main/java"));
    }

    /** A service knows the library, no other service; the library knows no service. */
    private static ArchRule strangers(String home) {
        String[] others = SERVICES.stream()
                .map(service -> HOUSE + service)
                .filter(name -> !name.equals(home))
                .map(name -> name + "..")
                .toArray(String[]::new);
        return noClasses().should().dependOnClassesThat().resideInAnyPackage(others);
    }

    private static ArchRule noBlocking(Set<String> ownThreads) {
        return noClasses().should().callMethodWhere(new DescribedPredicate<JavaMethodCall>("it blocks") {
            @Override
            public boolean test(JavaMethodCall call) {
                return blocks(call.getTarget())
                        && !ownThreads.contains(call.getOriginOwner().getSimpleName());
            }
        });
    }

    private static boolean blocks(MethodCallTarget target) {
        return BLOCKING.entrySet().stream()
                .anyMatch(entry -> target.getOwner().isAssignableTo(entry.getKey())
                        && entry.getValue().contains(target.getName()));
    }

    private static ArchRule nullMarked() {
        return classes().should(new ArchCondition<JavaClass>("be in a null-marked package with a package-info") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " is not @NullMarked"));
                }
            }
        });
    }

    /** A breaker's window takes a lock for each call by default; event loops that record at once would park on it. */
    private static ArchRule lockFreeBreakers() {
        return classes().should(new ArchCondition<JavaClass>("make breakers whose windows take no lock") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (calls(type, "custom") && !calls(type, "slidingWindowSynchronizationStrategy")) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " makes a breaker that locks"));
                }
            }
        });
    }

    private static boolean calls(JavaClass type, String method) {
        return type.getMethodCallsFromSelf().stream()
                .map(JavaMethodCall::getTarget)
                .anyMatch(target -> target.getOwner().getName().startsWith(BREAKER_SETTINGS)
                        && target.getName().equals(method));
    }

    private static void checkSources(Path sources) {
        List<String> faults = new ArrayList<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                String text = Files.readString(file);
                long lines = text.lines().count();
                if (lines > LONGEST) {
                    faults.add(file + " has " + lines + " lines, more than " + LONGEST);
                }
                if (EMPTY_CATCH.matcher(text).find()) {
                    faults.add(file + " swallows an exception");
                }
                if (file.endsWith("package-info.java") && !text.startsWith("/**")) {
                    faults.add(file + " does not introduce its package");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!faults.isEmpty()) {
            throw new AssertionError(String.join("\n", faults));
        }
    }
}
