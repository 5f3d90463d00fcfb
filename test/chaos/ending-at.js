/**
 * A store that ends the process at one point of the agent's loop: before an operation is asked for, or after it was
 * carried out and before anybody hears of it.
 *
 * @param {import("@handoff/runtime").EventStore} store
 * @param {{ operation: string, moment: "before" | "after", call: number }} point `call` counts from 1.
 * @returns {import("@handoff/runtime").EventStore}
 */
export function endingAt(store, { operation, moment, call }) {
  let calls = 0;
  return new Proxy(store, {
    get(target, name) {
      const member = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return async (...args) => {
        const isHere = name === operation && ++calls === call;
        if (isHere && moment === "before") await end();
        const reply = await Reflect.apply(member, target, args);
        if (isHere) await end();
        return reply;
      };
    },
  });
}

/** As abruptly as the system can: nothing is flushed, and nothing goes on after it. */
function end() {
  process.kill(process.pid, "SIGKILL");
  return new Promise(() => undefined);
}
