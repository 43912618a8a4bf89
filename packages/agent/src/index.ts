/**
 * What an app may say to the agent by itself. Everything here works without the agent, and then does nothing: an app
 * can import it unconditionally. It loads nothing; the agent is started by `@tracebin/agent/register`.
 */

interface RunningAgent {
  instrument<T>(name: string, work: () => T): T;
  transaction<T>(name: string, work: () => T): T;
  setAttribute(key: string, value: string | number | boolean): void;
  event(fields: Record<string, unknown>): void;
  flush(): Promise<void>;
}

function agent(): RunningAgent | undefined {
  return (globalThis as Record<symbol, unknown>)[Symbol.for('tracebin.agent')] as RunningAgent | undefined;
}

/** Runs `work` in a span of its own beneath the current one: `await instrument('load users', () => ...)`. */
export function instrument<T>(name: string, work: () => T): T {
  const running = agent();
  return running ? running.instrument(name, work) : work();
}

/** Runs `work` as a transaction: a background task that no request caused. */
export function transaction<T>(name: string, work: () => T): T {
  const running = agent();
  return running ? running.transaction(name, work) : work();
}

/** Adds an attribute to the current transaction (tenant, plan, feature flag): what slow requests have in common. */
export function setAttribute(key: string, value: string | number | boolean): void {
  agent()?.setAttribute(key, value);
}

/**
 * Records something that happened, in the words of the app: `event({ name: 'order placed', total: 129.5, plan: 'team' })`.
 * It belongs to the request in which it happens, and can be asked for by each of its fields.
 */
export function event(fields: Record<string, unknown>): void {
  agent()?.event(fields);
}

/** Sends what was recorded; for serverless functions that are frozen after their answer. Never rejects. */
export async function flush(): Promise<void> {
  await agent()?.flush();
}
