import { createRequire } from 'node:module';

/** Of `package.json`: one folder up from the bundle `dist/cli.js`, two from this file. */
export const VERSION: string = readVersion(['../package.json', '../../package.json']);

function readVersion(places: readonly string[]): string {
  const load = createRequire(import.meta.url);
  for (const place of places) {
    try {
      const { name, version } = load(place) as { name?: string; version?: string };
      if (name === 'tracebin' && version !== undefined) return version;
    } catch {
      // Not here.
    }
  }
  return 'unknown';
}
