/**
 * `npm run bench`: installs what is missing, then builds what has changed, then runs bench/bench.ts. `npm run bench -- --help` lists what it can do.
 */
import { spawnSync } from 'node:child_process';
import { installPackages, WORKSPACE } from './install.mjs';

installPackages();
const { build } = await import('./build.mjs');
await build({ quiet: true });
const { status } = spawnSync(
  process.execPath,
  ['--import', 'tsx', 'bench/bench.ts', ...process.argv.slice(2)],
  // Each query of the engine takes a thread of this pool; it has to be large before it is first used.
  { cwd: WORKSPACE, stdio: 'inherit', env: { ...process.env, UV_THREADPOOL_SIZE: '16' } },
);
process.exit(status ?? 1);
