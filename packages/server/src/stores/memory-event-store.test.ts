import { describe } from "vitest";
import { createMemoryEventStore } from "./memory-event-store.test-support.ts";
import { describeEventStore } from "./store-contract.test-support.ts";

describe("the contract of event stores, by the store of tests", () => {
  describeEventStore(async () => createMemoryEventStore());
});
