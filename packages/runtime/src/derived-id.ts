import { hash } from "node:crypto";

/** Name space of the ids that the runtime derives. */
const NAMESPACE = Buffer.from("5d0c1f1e6a534e0b9a6b3d1f6b1c7a10", "hex");

/**
 * An id that is the same whenever it is derived from the same name: a redelivered event derives equal ones.
 *
 * A UUID of version 5 (RFC 9562, section 5.5): SHA-1 of the name space and the name, with version and variant set. Made in
 * one call of the hash, since there is one for every event that is published.
 */
export function derivedId(name: string): string {
  const digest = hash("sha1", Buffer.concat([NAMESPACE, Buffer.from(name)]));
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}
