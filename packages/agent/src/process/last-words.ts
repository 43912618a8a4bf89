/**
 * Sends what waits while the process is exiting and its event loop no longer turns: a worker thread sends, this thread
 * waits for it, at most so long that nobody minds (a worker starts in about 40 ms). Not tried when the server was away
 * the last time, nor in worker threads, whose end must not wait.
 */
import { isMainThread, Worker } from 'node:worker_threads';
import type { LastWords } from '../send/sender.ts';

/** Loads nothing of ours and runs no hook: what it needs is in its data. */
const SEND = `
const { workerData: { signal, requests, patienceMs } } = require('node:worker_threads');
const done = () => { Atomics.store(signal, 0, 1); Atomics.notify(signal, 0); };
const send = ({ url, headers, body }) => new Promise((resolve) => {
  const request = require(url.startsWith('https:') ? 'node:https' : 'node:http')
    .request(url, { method: 'POST', headers, timeout: patienceMs }, (response) => {
      response.on('close', resolve).resume();
    });
  request.on('error', resolve).on('timeout', () => request.destroy());
  request.end(body);
});
Promise.all(requests.map(send)).then(done, done);
`;

/** @param patienceMs how long the process may wait for it */
export function sendLastWords(requests: LastWords[], patienceMs: number): void {
  if (!isMainThread || requests.length === 0) return;
  const signal = new Int32Array(new SharedArrayBuffer(4));
  try {
    const worker = new Worker(SEND, {
      eval: true,
      workerData: { signal, requests, patienceMs },
      // Without the flags of this process, or the worker would load the agent, and the app's own preloads.
      execArgv: [],
      env: {},
      stdout: true,
      stderr: true,
    });
    worker.unref();
    Atomics.wait(signal, 0, 0, patienceMs);
  } catch {
    // No worker to be had: what waits is lost.
  }
}
