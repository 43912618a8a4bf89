/**
 * `npm run check`: types, lint and format, direction of the imports, links and READMEs, sizes of what is shipped.
 * Runs all of them even when one fails, and says at the end which did.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages, WORKSPACE } from './install.mjs';

installPackages();

const bin = (name) => join(WORKSPACE, 'node_modules', '.bin', name);
/**
 * The native compiler: all projects in 22 s of CPU, where the server alone took 24. Its API is not the old one's, which dependency-cruiser
 * reads TypeScript with, so that one stays installed, and `.bin/tsc` may be either.
 */
const COMPILER = join(WORKSPACE, 'node_modules/typescript-native/bin/tsc');
const typecheck = (project) => ({
  name: `types ${project}`,
  command: [process.execPath, COMPILER, '-p', project],
  needs: project,
});

const checks = [
  { name: 'lint and format', command: [bin('biome'), 'ci', '--reporter=summary', '.'] },
  typecheck('packages/web/tsconfig.json'),
  typecheck('packages/server/tsconfig.json'),
  typecheck('packages/model/tsconfig.json'),
  typecheck('packages/model/tsconfig.test.json'),
  typecheck('packages/agent/tsconfig.json'),
  typecheck('examples/scruffy-node/tsconfig.json'),
  typecheck('bench/tsconfig.json'),
  {
    name: 'direction of imports',
    command: [bin('depcruise'), '--config', 'scripts/dependency-rules.cjs', 'packages', 'examples', 'bench'],
  },
  { name: 'links and READMEs', command: [process.execPath, 'scripts/check-docs.mjs'] },
  { name: 'sizes', command: [process.execPath, 'scripts/check-sizes.mjs'] },
];

/** The compiler keeps one core busy. */
const AT_A_TIME = 2;
const failed = [];
const waiting = checks.filter(({ needs }) => needs === undefined || existsSync(join(WORKSPACE, needs)));
await Promise.all(Array.from({ length: AT_A_TIME }, runWaiting));

async function runWaiting() {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    const started = performance.now();
    const { code, output } = await run(check.command);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${check.name} (${seconds} s)`);
    if (code !== 0) {
      failed.push(check.name);
      console.log(output.trimEnd());
    } else if (check.name === 'sizes') console.log(output.trimEnd());
  }
}

if (failed.length > 0) {
  console.error(`\ncheck failed: ${failed.join(', ')}`);
  process.exit(1);
}

function run([command, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: WORKSPACE, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code, output }));
  });
}
