import handoff from "@handoff/eslint-plugin";
import parser from "@typescript-eslint/parser";

/** The desk's own types of events and rows. */
const payloadTypes = [
  ...["DeskEvent", "EventEnvelope", "SignalEvent", "DecisionEvent", "ExecutionEvent", "GradeEvent"],
  ...["SignalData", "DecisionData", "ExecutionData", "GradeData", "DbRow", "OrderRow"],
];

export default [
  // What the specs spell by hand is the wire itself.
  { ignores: ["build/", "spec/"] },
  {
    ...handoff.configs.recommended,
    files: ["src/**/*.{ts,cts}"],
    languageOptions: { parser },
    rules: {
      ...handoff.configs.recommended.rules,
      "handoff/no-raw-string-key": [
        "error",
        {
          payloadTypes,
          publishSinks: ["send"],
          ignore: ["^events$", "^heartbeat$"],
        },
      ],
    },
  },
];
