/**
 * Field names of the chain that is run under faults.
 *
 * @module
 */

/** Number of the task, from 0. */
export const NUMBER = "number";
/** Tasks with the same key are ordered, where that is asked. */
export const KEY = "key";
/** What the handler does with the task instead of passing it on; see `Relay`. */
export const FAULT = "fault";
