import { agentStateStoreConformance } from "../../conformance/agent-state-store.js";
import { eventStoreConformance } from "../../conformance/event-store.js";
import { redisFixture } from "../../redis-fixture.js";

eventStoreConformance("redis", redisFixture);
agentStateStoreConformance("redis", redisFixture);
