/** The demo traffic of Scruffy, with an end, and what it saw. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SeenRequest } from '../../../../examples/scruffy-node/src/traffic/browser.ts';
import { TODAY } from '../../../../examples/scruffy-node/test/running-scruffy.ts';

const TRAFFIC = fileURLToPath(
  new URL('../../../../examples/scruffy-node/src/traffic/traffic.ts', import.meta.url),
);
const TIMEOUT_MS = 180_000;

/**
 * @param target where Scruffy listens
 * @param flags of the traffic, with `--visits`
 * @returns its own log
 */
export async function runDemoTraffic(target: string, flags: string[]): Promise<SeenRequest[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tracebin-traffic-'));
  try {
    const log = join(folder, 'log');
    const args = ['--import', 'tsx', TRAFFIC, '--target', target, '--today', TODAY, '--log', log, ...flags];
    const traffic = spawn(process.execPath, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, WATCH: 'none' },
      timeout: TIMEOUT_MS,
    });
    const code = await new Promise((resolve) => traffic.once('close', resolve));
    assert.equal(code, 0, 'the traffic came to its end');
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    const requests = lines.map((line) => JSON.parse(line) as SeenRequest);
    for (const { status, path } of requests) assert.notEqual(status, 0, `${path} was answered`);
    return requests;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the routes of Scruffy make of a path. */
export function endpointOf({ method, path }: SeenRequest): string {
  const route = path
    .replace(/\?.*/, '')
    .replace(/^\/stations\/\w+\/day\/.*/, '/stations/:callSign/day/:date')
    .replace(/^\/api\/stations\/\w+\/availability\/.*/, '/api/stations/:callSign/availability/:date')
    .replace(/^\/api\/week\/.*/, '/api/week/:date')
    .replace(/\/\d+(?=\/|$)/, '/:id');
  return `${method} ${route}`;
}
