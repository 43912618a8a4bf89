/** What stands in the answer to a request that was taken: read within bounds of bytes and of time, or not at all. */
import type { IncomingMessage } from 'node:http';
import { type PartialSuccess, readPartialSuccess } from './partial-success.ts';

/** Servers answer with nothing, or with a few hundred bytes. */
const MAX_ANSWER_BYTES = 64 * 1024;
/** After its beginning. What was taken was taken: nothing depends on the rest but a line in the terminal and a number. */
const PATIENCE_MS = 1_000;

/** Never rejects. An answer that is none of OTLP's is passed over. */
export function objectionIn(answer: IncomingMessage): Promise<PartialSuccess | undefined> {
  answer.resume();
  const { 'content-type': type = '', 'content-length': length } = answer.headers;
  if (!/^application\/x-protobuf\b/i.test(type) || length === '0' || Number(length) > MAX_ANSWER_BYTES)
    return Promise.resolve(undefined);
  return new Promise((resolve) => {
    let bytes = 0;
    const chunks: Buffer[] = [];
    const giveUp = () => resolve(undefined);
    const patience = setTimeout(giveUp, PATIENCE_MS).unref();
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) giveUp();
      else chunks.push(chunk);
    });
    answer.on('end', () => resolve(readPartialSuccess(Buffer.concat(chunks))));
    // After its end, or where it broke off.
    answer.on('close', () => {
      clearTimeout(patience);
      giveUp();
    });
    answer.on('error', giveUp);
  });
}
