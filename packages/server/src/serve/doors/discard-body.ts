/**
 * Reads what is left of a body that was refused and throws it away, so that the sender gets to read why. A sender
 * writes its whole body before it reads the answer; if the connection were closed under it, it would see a broken
 * pipe, which protocols try again, and not our answer. Measured with bodies of 70 MB: half of them ended that way.
 */
import type { IncomingMessage } from 'node:http';

/** Twice the largest body that is ever taken; whoever sends more is cut off. */
const MAX_DISCARDED_BYTES = 128 * 1024 * 1024;
const MAX_WAIT_MS = 10_000;

/** Resolves when the body has ended, or is too long or too slow to wait for. */
export function discardBody(body: IncomingMessage): Promise<void> {
  if (body.complete || body.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, MAX_WAIT_MS);
    let left = MAX_DISCARDED_BYTES;
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    body.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) done();
    });
    for (const event of ['end', 'close', 'error']) body.once(event, done);
    body.resume();
  });
}
