/**
 * Loaded with `--import` before anything else: the one place that decides who watches this process.
 *
 *   WATCH=opentelemetry   the plain OpenTelemetry SDK for Node.js (default)
 *   WATCH=agent           Tracebin's agent, once it is built
 *   WATCH=none            nobody
 */
import type { Watcher } from './watcher.ts';

const WATCHERS: Record<string, () => Promise<Watcher>> = {
  opentelemetry: async () => (await import('./opentelemetry.ts')).startOpenTelemetry(),
  agent: async () => (await import('./agent.ts')).startTracebinAgent(),
  none: async () => ({ stop: async () => {} }),
};

const choice = process.env.WATCH ?? 'opentelemetry';
const start = WATCHERS[choice];
if (!start) throw new Error(`WATCH=${choice} is not one of ${Object.keys(WATCHERS).join(', ')}`);
const watcher = await start();

export const stopWatching = (): Promise<void> => watcher.stop();
