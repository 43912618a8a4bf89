/** One request, and what came of it within a bounded time, whatever is at the other end. */
import type { OutgoingHttpHeaders } from 'node:http';
import { objectionIn } from './answer.ts';
import { type Outcome, retryAfterMs, wasClosed } from './outcome.ts';
import type { Transport } from './transport.ts';

const RETRYABLE = new Set([429, 502, 503, 504]);

/** Never rejects. @param patienceMs for all of it: a proxy that says nothing and a server that never ends its answer, too */
export function post(
  transport: Transport,
  path: string,
  headers: OutgoingHttpHeaders,
  body: Buffer,
  patienceMs: number,
): Promise<Outcome> {
  return new Promise((resolve) => {
    let request: ReturnType<Transport['post']>;
    try {
      request = transport.post(path, headers);
    } catch (error) {
      // A key with a letter that headers cannot have, say: no later try is any better.
      resolve({ retry: false, reason: (error as Error).message, retryAfterMs: undefined });
      return;
    }
    const failed = (reason: string) => resolve({ retry: true, reason, retryAfterMs: undefined });
    let isAnswered = false;
    // What came while the event loop was blocked is read before it is called missing.
    const patience = setTimeout(() => setImmediate(giveUp), patienceMs).unref();
    const giveUp = () => {
      const reason = `no answer within ${patienceMs} ms`;
      failed(reason);
      request.destroy(new Error(reason));
    };
    request.on('error', (error) => {
      clearTimeout(patience);
      // The server closed the connection while it was idle, as ours set out: nobody failed.
      if (request.reusedSocket && wasClosed(error) && !isAnswered)
        resolve(post(transport, path, headers, body, patienceMs));
      else failed(error.message);
    });
    request.on('socket', (socket) => socket.unref());
    request.on('response', (response) => {
      isAnswered = true;
      const status = response.statusCode ?? 0;
      response.on('close', () => clearTimeout(patience));
      if (status >= 200 && status < 300) {
        resolve({ objection: objectionIn(response) });
        return;
      }
      response.resume();
      resolve({
        retry: RETRYABLE.has(status),
        reason: `the server answered ${status}${status === 401 || status === 403 ? ' (is TRACEBIN_KEY right?)' : ''}`,
        retryAfterMs: retryAfterMs(response.headers['retry-after']),
      });
    });
    request.end(body);
  });
}
