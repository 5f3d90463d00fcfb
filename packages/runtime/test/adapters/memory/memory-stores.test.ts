import { agentStateStoreConformance } from "../../conformance/agent-state-store.js";
import { eventStoreConformance } from "../../conformance/event-store.js";
import { memoryFixture } from "./memory-fixture.js";

eventStoreConformance("memory", memoryFixture);
agentStateStoreConformance("memory", memoryFixture);
