package io.realtimeconnect.e2e.contract;

/** A stretch of the journey through the contract. */
@FunctionalInterface
interface Chapter {

    void walk(Stage stage) throws Exception;
}
