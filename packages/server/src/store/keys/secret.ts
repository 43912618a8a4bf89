/**
 * Secrets that open something: a prefix that says what for, and 24 random base62 characters (142 bits).
 *
 *   tb_v_…  view token: opens the pages of a bin and its settings
 *   tb_k_…  ingest key: writes to a bin, reads nothing
 *   tb_l_…  local secret: lets commands on this machine talk to the server that runs here
 *
 * Base62 because a double click selects all of it and no URL, header or shell needs to escape it.
 */
import { createHash, randomBytes } from 'node:crypto';

export const SECRET_PREFIX = { view: 'tb_v_', ingest: 'tb_k_', local: 'tb_l_' } as const;
export type SecretKind = keyof typeof SECRET_PREFIX;

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SECRET_LENGTH = 24;
const ID_LENGTH = 12;

/** A new secret from the system's random source. */
export function newSecret(kind: SecretKind): string {
  return SECRET_PREFIX[kind] + randomText(SECRET_LENGTH);
}

/** A new internal id of a bin: 71 random bits, unique but no secret. */
export function newBinId(): string {
  return randomText(ID_LENGTH);
}

/** What is kept of a secret. The secrets are random, so one round without salt is as strong as many. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}

/** Bytes from 248 on are thrown away: 256 is no multiple of 62, and the first letters would come more often. */
function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < 248 && text.length < length) text += ALPHABET[byte % ALPHABET.length];
    }
  }
  return text;
}
