package io.realtimeconnect.queuing.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.queuing.ticket.Intent;
import io.realtimeconnect.queuing.ticket.Ticket;
import io.realtimeconnect.stores.PostgresSchema;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

class MatchingTest {

    private final MovedClock clock = new MovedClock();
    private final FakeConversations conversations = new FakeConversations();
    private Instance one;
    private Instance other;

    @BeforeEach
    void start() {
        PostgresSchema schema = Stores.freshSchema("queuing");
        Flyway.configure()
                .dataSource(schema.jdbcUrl(), schema.owner(), schema.ownerPassword())
                .locations("classpath:db/migration")
                .load()
                .migrate();
        one = new Instance(schema, Stores.redis().url(), conversations, clock);
        other = new Instance(schema, Stores.redis().url(), conversations, clock);
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
    }

    @Test
    void aPartnerWhoWaitsIsFoundAtOnce() {
        UUID ann = UUID.randomUUID();
        UUID bob = UUID.randomUUID();

        one.join(ann, "chess").block();
        other.join(bob, "chess").block();

        Match match = one.matches.current(ann).block();
        assertThat(match.partner()).isEqualTo(new Partner(bob, "user " + bob));
        assertThat(match.commonInterests()).containsExactly("chess");
        assertThat(match.score()).isEqualTo(55);
        assertThat(match.state()).isEqualTo("open");
        assertThat(conversations.created).containsOnlyKeys(match.conversationId());
        assertThat(one.matches.current(bob).block().id()).isEqualTo(match.id());
    }

    @Test
    void hundredsOfRacingJoinsOnTwoInstancesLeaveNobodyInTwoMatchesAndNobodyLost() {
        List<UUID> users =
                IntStream.range(0, 301).mapToObj(i -> UUID.randomUUID()).toList();

        Flux.fromIterable(users)
                .index()
                .flatMap(u -> (u.getT1() % 2 == 0 ? one : other).join(u.getT2()), 64)
                .blockLast();

        await().untilAsserted(() -> assertThat(one.count("SELECT count(*) FROM match WHERE state = 'open'"))
                .isEqualTo(150));
        assertThat(one.count("SELECT count(DISTINCT user_id) FROM participation WHERE active"))
                .isEqualTo(300);
        assertThat(one.count("SELECT count(*) FROM participation")).isEqualTo(300);
        assertThat(one.count("SELECT count(*) FROM ticket WHERE state = 'waiting'"))
                .isEqualTo(1);
        assertThat(one.count("SELECT count(*) FROM ticket")).isEqualTo(301);
        assertThat(conversations.created).hasSize(150);
    }

    @Test
    void aUserWhoJoinsTwiceAtOnceHasOneTicket() {
        UUID user = UUID.randomUUID();

        List<Boolean> joined = Flux.range(0, 40)
                .flatMap(i -> (i % 2 == 0 ? one : other).open(user), 40)
                .collectList()
                .block();

        assertThat(joined).filteredOn(opened -> opened).hasSize(1);
        assertThat(one.count("SELECT count(*) FROM ticket")).isEqualTo(1);
    }

    @Test
    void aMatchOfAnInstanceThatDiedBeforeTheRelayIsPickedUp() {
        conversations.behaviour = creation -> Mono.never();
        UUID ann = UUID.randomUUID();
        one.open(ann).block();
        one.join(UUID.randomUUID()).subscribe();
        await().until(() -> conversations.calls.get() == 1);
        conversations.behaviour = creation -> Mono.empty();

        other.sweep.once().block();
        assertThat(other.matches.current(ann).blockOptional()).isEmpty();
        clock.move(Duration.ofSeconds(6));
        other.sweep.once().block();

        assertThat(other.matches.current(ann).block().state()).isEqualTo("open");
    }

    @Test
    void aConversationWhoseAnswerWasLostIsTheSameConversation() {
        conversations.behaviour = creation -> {
            conversations.created.put(creation.matchId(), creation);
            return FakeConversations.down();
        };
        UUID ann = UUID.randomUUID();
        one.open(ann).block();
        one.join(UUID.randomUUID()).block();
        assertThat(one.matches.current(ann).blockOptional()).isEmpty();
        conversations.behaviour = creation -> Mono.empty();

        clock.move(Duration.ofSeconds(2));
        other.sweep.once().block();

        assertThat(conversations.created)
                .containsOnlyKeys(other.matches.current(ann).block().conversationId());
    }

    @Test
    void aRefusalGivesTheSurvivorTheOldPlaceAndTakesTheOthersTicket() {
        UUID ann = UUID.randomUUID();
        UUID banned = UUID.randomUUID();
        conversations.behaviour = creation -> FakeConversations.refused(banned);
        one.open(ann).block();
        Instant place = one.tickets.of(ann).block().joinedAt();

        one.join(banned).block();

        Ticket survivor = one.tickets.of(ann).block();
        assertThat(survivor.state()).isEqualTo(Ticket.State.WAITING);
        assertThat(survivor.joinedAt()).isEqualTo(place);
        assertThat(one.tickets.of(banned).blockOptional()).isEmpty();
        assertThat(one.count("SELECT count(*) FROM participation WHERE active")).isZero();

        conversations.behaviour = creation -> Mono.empty();
        other.join(UUID.randomUUID()).block();
        assertThat(one.matches.current(ann).block().state()).isEqualTo("open");
    }

    @Test
    void aRefusedPairIsNotTriedOverAndOver() {
        conversations.behaviour = creation -> FakeConversations.refused(null);
        one.open(UUID.randomUUID()).block();
        one.join(UUID.randomUUID()).block();

        one.sweep.once().block();
        other.sweep.once().block();

        assertThat(conversations.calls).hasValue(1);
        assertThat(one.count("SELECT count(*) FROM ticket WHERE state = 'waiting'"))
                .isEqualTo(2);
    }

    @Test
    void theSameTwoMeetAgainOnlyAfterTheWindow() {
        UUID ann = UUID.randomUUID();
        UUID bob = UUID.randomUUID();
        one.open(ann).block();
        one.join(bob).block();
        end(one.matches.current(ann).block());
        assertThat(one.tickets.of(ann).blockOptional()).isEmpty();

        one.open(ann).block();
        one.join(bob).block();
        assertThat(one.matches.current(ann).blockOptional()).isEmpty();

        clock.move(Duration.ofMinutes(11));
        one.tickets.expire(clock.instant()).blockLast();
        one.open(ann).block();
        one.join(bob).block();
        assertThat(one.matches.current(ann).block().partner().id()).isEqualTo(bob);
        assertThat(one.matches
                        .of(ann, Matches.Place.LATEST, 10)
                        .map(Match::state)
                        .collectList()
                        .block())
                .containsExactly("open", "ended");
    }

    @Test
    void whoBlockedWhomIsNeverMatched() {
        UUID ann = UUID.randomUUID();
        UUID bob = UUID.randomUUID();
        UserEvents users = one.users;
        users.handle(event("block.created", Map.of("blockerId", bob, "blockedId", ann)))
                .block();
        one.open(ann).block();
        one.join(bob).block();
        assertThat(one.matches.current(ann).blockOptional()).isEmpty();

        users.handle(event("block.removed", Map.of("blockerId", bob, "blockedId", ann)))
                .block();
        other.sweep.once().block();
        await().untilAsserted(() ->
                assertThat(one.matches.current(ann).blockOptional()).isPresent());
    }

    @Test
    void aBanEndsTheTicketAndWhoIsBarredIsNeverMatched() {
        UUID ann = UUID.randomUUID();
        UUID bob = UUID.randomUUID();
        one.open(ann).block();
        UUID action = UUID.randomUUID();

        sanction("action.taken", action, ann, "ban", null);

        assertThat(one.tickets.of(ann).blockOptional()).isEmpty();
        assertThat(one.meters.counter("rtc.tickets", "outcome", "barred").count())
                .isEqualTo(1);
        // a ticket that was opened while the news came in
        one.open(ann).block();
        other.join(bob).block();
        other.sweep.once().block();
        assertThat(other.matches.current(bob).blockOptional()).isEmpty();

        sanction("action.lifted", action, ann, "ban", null);
        other.sweep.once().block();
        await().untilAsserted(() ->
                assertThat(one.matches.current(ann).blockOptional()).isPresent());
    }

    @Test
    void aSuspensionEndsWithItsTimeAndAMuteBarsNobody() {
        UUID ann = UUID.randomUUID();
        UUID bob = UUID.randomUUID();
        sanction(
                "action.taken",
                UUID.randomUUID(),
                ann,
                "suspend",
                clock.instant().plusSeconds(60).toString());
        sanction("action.taken", UUID.randomUUID(), bob, "mute", null);
        one.open(ann).block();
        one.join(bob).block();
        assertThat(one.matches.current(bob).blockOptional()).isEmpty();

        clock.move(Duration.ofSeconds(61));
        one.leases.keep(ann).block();
        one.leases.keep(bob).block();
        one.sweep.once().block();
        await().untilAsserted(() ->
                assertThat(one.matches.current(ann).blockOptional()).isPresent());
    }

    @Test
    void waitsAndLinesAreMeasured() {
        one.open(UUID.randomUUID()).block();
        one.sweep.once().block();
        assertThat(one.meters
                        .get("rtc.queue.waiting")
                        .tag("intent", "casual")
                        .gauge()
                        .value())
                .isEqualTo(1);

        clock.move(Duration.ofSeconds(10));
        one.join(UUID.randomUUID()).block();

        await().untilAsserted(() ->
                assertThat(one.meters.counter("rtc.matches").count()).isEqualTo(1));
        assertThat(one.meters.timer("rtc.match.wait").count()).isEqualTo(2);
        assertThat(one.meters.timer("rtc.match.wait").max(TimeUnit.SECONDS)).isBetween(10.0, 20.0);
        assertThat(one.meters.counter("rtc.tickets", "outcome", "matched").count())
                .isEqualTo(2);
        one.sweep.once().block();
        assertThat(one.meters
                        .get("rtc.queue.waiting")
                        .tag("intent", "casual")
                        .gauge()
                        .value())
                .isZero();
    }

    private void sanction(String topic, UUID action, UUID user, String kind, @Nullable String expiresAt) {
        Map<String, Object> payload =
                new HashMap<>(Map.of("actionId", action, "userId", user, "kind", kind, "reason", "because"));
        payload.put("expiresAt", expiresAt);
        one.sanctions.handle(event(topic, payload)).block();
    }

    @Test
    void aConversationThatEndsBeforeTheRelayHeardOfItEndsTheMatch() {
        conversations.behaviour = creation -> Mono.never();
        UUID ann = UUID.randomUUID();
        one.open(ann).block();
        one.join(UUID.randomUUID()).subscribe();
        await().until(() -> conversations.calls.get() == 1);
        UUID matchId = one.tickets.of(ann).block().matchId();

        ended(matchId);

        assertThat(one.tickets.of(ann).blockOptional()).isEmpty();
        assertThat(one.matches.find(ann, matchId).block().state()).isEqualTo("ended");
        assertThat(one.count("SELECT count(*) FROM participation WHERE active")).isZero();
    }

    @Test
    void whoseClientIsGoneIsPassedOverUntilItIsBack() {
        UUID gone = UUID.randomUUID();
        UUID there = UUID.randomUUID();
        one.open(gone).block();
        clock.move(Duration.ofSeconds(31));

        one.join(there).block();
        assertThat(one.matches.current(there).blockOptional()).isEmpty();

        one.leases.keep(gone).block();
        other.sweep.once().block();
        await().untilAsserted(() ->
                assertThat(one.matches.current(there).blockOptional()).isPresent());
    }

    @Test
    void aTicketExpiresAfterFiveMinutes() {
        UUID ann = UUID.randomUUID();
        one.open(ann).block();

        clock.move(Duration.ofSeconds(299));
        one.sweep.once().block();
        assertThat(one.tickets.of(ann).block().state()).isEqualTo(Ticket.State.WAITING);

        clock.move(Duration.ofSeconds(2));
        one.join(UUID.randomUUID()).block();
        assertThat(one.matches.current(ann).blockOptional()).isEmpty();
        one.sweep.once().block();
        assertThat(one.tickets.of(ann).block().state()).isEqualTo(Ticket.State.EXPIRED);
        assertThat(one.count("SELECT count(*) FROM departure WHERE reason = 'expired'"))
                .isEqualTo(1);
        assertThat(one.open(ann).block()).isTrue();
    }

    @Test
    void aFullLineTakesNobodyMore() {
        one.open(UUID.randomUUID()).block();
        Ticket ticket = new Ticket(
                UUID.randomUUID(),
                UUID.randomUUID(),
                "late",
                Intent.CASUAL,
                Set.of(),
                Set.of(),
                Ticket.State.WAITING,
                clock.instant(),
                clock.instant().plusSeconds(300),
                null);

        assertThat(one.tickets.open(ticket, 1).block()).isFalse();
        assertThat(one.tickets.open(ticket, 2).block()).isTrue();
    }

    private void end(Match match) {
        ended(match.conversationId());
    }

    private void ended(UUID conversationId) {
        new ConversationEvents(one.relay)
                .handle(event("conversation.ended", Map.of("conversationId", conversationId)))
                .block();
    }

    private Event event(String topic, Map<String, ?> payload) {
        return new Event(
                1,
                UUID.randomUUID(),
                topic,
                "key",
                clock.instant(),
                JsonMapper.builder().build().valueToTree(payload));
    }
}
