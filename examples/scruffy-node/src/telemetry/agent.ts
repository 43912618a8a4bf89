/** Tracebin's own agent, as its package (`npm run build` makes it): sends to where the OpenTelemetry SDK would. */
import { createRequire } from 'node:module';
import type { Watcher } from './watcher.ts';

const DEFAULTS = {
  OTEL_RESOURCE_ATTRIBUTES: `service.version=${process.env.FIXED === '1' ? '1.4.3' : '1.4.2'},deployment.environment.name=demo`,
  TRACEBIN_FLUSH_INTERVAL_MS: '1000',
};

export function startTracebinAgent(): Watcher {
  for (const [name, value] of Object.entries(DEFAULTS)) process.env[name] ??= value;
  const require = createRequire(import.meta.url);
  require('@tracebin/agent/register');
  const { flush } = require('@tracebin/agent') as { flush(): Promise<void> };
  return { stop: flush };
}
