/**
 * Field names of a small chain that has nothing to do with trading.
 *
 * @module
 */

/** Barcode of the sample. */
export const SAMPLE = "sample";
/** Measured level: millimoles per litre. */
export const LEVEL = "level";
