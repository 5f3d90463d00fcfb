/** Where the streams are, and how to print. */
export interface StoreOptions {
  readonly redis: string;
  readonly keyPrefix: string;
  readonly json: boolean;
}
