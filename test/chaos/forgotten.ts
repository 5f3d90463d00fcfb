import { checkHistory } from "./checker.js";
import { BreachKind, type History } from "./history.js";

/** A history without what a producer was told of while no server has it, and how many events that are. */
export function withoutForgotten(history: History): { readonly known: History; readonly forgotten: number } {
  const gone = checkHistory(history).filter(({ kind }) => kind === BreachKind.TRIMMED_UNSETTLED);
  const places = new Set(gone.map(({ place }) => place.split(" ")[1]));
  const accepted = history.accepted.filter(({ entryId, traceId }) => !places.has(entryId ?? traceId));
  return { known: { ...history, accepted }, forgotten: history.accepted.length - accepted.length };
}
