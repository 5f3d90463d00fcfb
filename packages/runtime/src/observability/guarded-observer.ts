import type { Log } from "./log.js";
import type { RuntimeObserver } from "./runtime-event.js";

/** An observer whose failures harm nobody: the first one is logged, and the events of a chain go on. */
export function guardedObserver(observe: RuntimeObserver, log: Log): RuntimeObserver {
  let toldOf = false;
  return (event) => {
    try {
      observe(event);
    } catch (error) {
      if (toldOf) return;
      toldOf = true;
      const reason = error instanceof Error ? error.message : String(error);
      log("error", "the observer threw: mend it, further failures are not told", { event: event.kind, error: reason });
    }
  };
}
