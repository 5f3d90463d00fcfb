import { agentStateStoreConformance } from "../../conformance/agent-state-store.js";
import { eventStoreConformance } from "../../conformance/event-store.js";
import { partitionedStoreConformance } from "../../conformance/partitioned-store.js";
import { memoryFixture, partitionedMemoryFixture } from "./memory-fixture.js";

eventStoreConformance("memory", memoryFixture);
agentStateStoreConformance("memory", memoryFixture);
partitionedStoreConformance("memory", partitionedMemoryFixture);
