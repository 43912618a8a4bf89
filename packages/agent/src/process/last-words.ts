/**
 * Sends what waits while the process is exiting and its event loop no longer turns: a worker thread sends, this thread
 * waits for it, at most so long that nobody notices (a worker starts in about 40 ms). Not tried when the server was away
 * the last time, nor in worker threads, whose end must not wait.
 */
import { isMainThread, Worker } from 'node:worker_threads';
import type { LastWords } from '../send/sender.ts';

const PATIENCE_MS = 400;

/** Loads nothing of ours and runs no hook: what it needs is in its data. */
const SEND = `
const { workerData: { signal, requests } } = require('node:worker_threads');
const done = () => { Atomics.store(signal, 0, 1); Atomics.notify(signal, 0); };
const send = ({ url, headers, body }) => new Promise((resolve) => {
  const request = require(url.startsWith('https:') ? 'node:https' : 'node:http')
    .request(url, { method: 'POST', headers, timeout: ${PATIENCE_MS} }, (response) => {
      response.on('close', resolve).resume();
    });
  request.on('error', resolve).on('timeout', () => request.destroy());
  request.end(body);
});
Promise.all(requests.map(send)).then(done, done);
`;

export function sendLastWords(requests: LastWords[]): void {
  if (!isMainThread || requests.length === 0) return;
  const signal = new Int32Array(new SharedArrayBuffer(4));
  try {
    const worker = new Worker(SEND, {
      eval: true,
      workerData: { signal, requests },
      // Without the flags of this process, or the worker would load the agent, and the app's own preloads.
      execArgv: [],
      env: {},
      stdout: true,
      stderr: true,
    });
    worker.unref();
    Atomics.wait(signal, 0, 0, PATIENCE_MS);
  } catch {
    // No worker to be had: what waits is lost.
  }
}
