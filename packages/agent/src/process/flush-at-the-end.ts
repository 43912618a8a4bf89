/**
 * Sends the last spans before the process ends, without changing when and how it ends.
 *
 * `beforeExit` comes when nothing is left to do; sending there keeps the process for one request. A signal that nobody
 * else handles would have ended the process: it still does, after the last flush. After `process.exit()` and errors that
 * nobody caught the event loop does not turn any more: a worker sends what waits.
 */
import type { Sender } from '../send/sender.ts';
import { sendLastWords } from './last-words.ts';

/** Time that a process which was told to stop gives its last spans. */
const LAST_FLUSH_MS = 2_000;
/** Time that `process.exit()` may take: so short that nobody notices. */
const LAST_WORDS_MS = 400;
/** The same after a signal to stop, when whoever sent it waits: PM2 for 1.6 s, others for ten and more. */
const LAST_WORDS_OF_STOPPED_MS = 1_000;

/** @param waiting how much was not sent yet */
export function flushAtTheEnd(sender: Sender, waiting: () => number): void {
  let isLast = false;
  let lastWordsMs = LAST_WORDS_MS;
  const isAllSent = () => waiting() === 0 && !sender.isAwaitingAnswer;
  process.on('beforeExit', () => {
    if (isAllSent() || isLast) return;
    isLast = true;
    void keptAlive(sender.flushAll(), LAST_FLUSH_MS);
  });
  process.on('exit', () => {
    if (!isAllSent()) sendLastWords(sender.lastWords(), lastWordsMs);
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const listener = () => {
      lastWordsMs = LAST_WORDS_OF_STOPPED_MS;
      if (process.listenerCount(signal) > 1) {
        void sender.flushAll();
        return;
      }
      const end = () => {
        process.removeListener(signal, listener);
        process.kill(process.pid, signal);
      };
      const timer = setTimeout(end, LAST_FLUSH_MS);
      void sender.flushAll().finally(() => {
        clearTimeout(timer);
        // A server went on answering meanwhile.
        if (!isAllSent()) sendLastWords(sender.lastWords(), lastWordsMs);
        end();
      });
    };
    process.on(signal, listener);
  }
}

/** Waits for `work`, and keeps the process for it: our sockets do not. Resolves at the latest after `patienceMs`. */
export async function keptAlive(work: Promise<void>, patienceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  await Promise.race([work, patience]).finally(() => clearTimeout(timer));
}
