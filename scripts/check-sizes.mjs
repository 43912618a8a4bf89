/**
 * Size budgets of what users download, in bytes. Sizes only grow when nobody looks: raise a number here on
 * purpose, with the reason in the commit.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from './build.mjs';
import { WORKSPACE } from './install.mjs';

await build({ quiet: true });

const SERVER_DIST = join(WORKSPACE, 'packages/server/dist');
const WEB_DIST = join(SERVER_DIST, 'web');

const AGENT_DIST = join(WORKSPACE, 'packages/agent/dist');

const sizes = [
  { what: 'first page: scripts and styles, gzip', bytes: firstPageBytes(), budget: 170_000 },
  { what: 'whole web app on disk', bytes: folderBytes(WEB_DIST), budget: 2_000_000 },
  {
    what: 'server bundle on disk, without the web app',
    bytes: folderBytes(SERVER_DIST) - folderBytes(WEB_DIST),
    budget: 1_500_000,
  },
  { what: 'agent, installed', bytes: folderBytes(AGENT_DIST), budget: 250_000 },
];

let failed = false;
for (const { what, bytes, budget } of sizes) {
  const over = bytes > budget;
  failed ||= over;
  console.log(
    `     ${over ? 'OVER ' : ''}${what}: ${Math.round(bytes / 1000)} kB of ${Math.round(budget / 1000)} kB`,
  );
}
process.exit(failed ? 1 : 0);

/** What `index.html` asks for by itself: entry script, preloaded chunks, style sheets. */
function firstPageBytes() {
  const html = readFileSync(join(WEB_DIST, 'index.html'), 'utf8');
  const assets = [...html.matchAll(/(?:src|href)="\/?(assets\/[^"]+\.(?:js|css))"/g)].map(
    (match) => match[1],
  );
  if (assets.length === 0) throw new Error('index.html names no script: the size check looks at nothing');
  return assets.reduce((sum, asset) => sum + gzipSync(readFileSync(join(WEB_DIST, asset))).length, 0);
}

function folderBytes(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath ?? entry.path, entry.name)).size, 0);
}
