/**
 * The agent as the npm package `@tracebin/agent` in packages/agent/dist. CommonJS, because it must come before anything
 * else with `--require` as well as with `--import`; no dependency, nothing of the model but what it uses:
 *
 *   register.cjs        refuses Node versions that it does not know, then starts agent.cjs; never throws
 *   agent.cjs           recorder, hooks, sender
 *   index.cjs, .mjs     what an app may call; talks to the running agent and loads nothing
 *   testing.cjs, .mjs   expectQueries, on top of agent.cjs
 *   *.d.ts
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKSPACE } from './install.mjs';
import { replaceFolder } from './replace-folder.mjs';

const AGENT = join(WORKSPACE, 'packages/agent');

/** In the words of the oldest Node that might be asked to load it. */
const REGISTER = `'use strict';
var version = process.versions.node.split('.').map(Number);
function say(text) {
  try {
    require('fs').writeSync(2, 'tracebin: ' + text + '\\n');
  } catch (error) {
    // A full disk, a closed pipe: nobody can be told.
  }
}
if (version[0] < 20 || (version[0] === 20 && version[1] < 19)) {
  say('the agent needs Node.js 20.19 or newer and is off; this is ' + process.version);
} else {
  try {
    require('./agent.cjs').startAgent();
  } catch (error) {
    say('not started: ' + (error && error.message));
  }
}
`;

/** Bundled once, so that there is one recorder however many of the files are loaded. */
const sharedAgent = {
  name: 'shared-agent',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/start\.ts$/ }, () => ({ path: './agent.cjs', external: true }));
  },
};

export async function buildAgent() {
  const { build: bundle } = await import('esbuild');
  const fresh = join(AGENT, `dist-${process.pid}`);
  const dist = join(AGENT, 'dist');
  const one = (entry, outfile, format) =>
    bundle({
      entryPoints: [join(AGENT, 'src', entry)],
      outfile: join(fresh, outfile),
      absWorkingDir: WORKSPACE,
      bundle: true,
      platform: 'node',
      format,
      target: 'node20.19',
      legalComments: 'none',
      minifySyntax: true,
      plugins: entry === 'start.ts' ? [] : [sharedAgent],
      ...(format === 'cjs' ? { define: { 'import.meta.url': 'undefined' } } : {}),
      metafile: true,
      logLevel: 'warning',
    });
  try {
    mkdirSync(fresh, { recursive: true });
    const results = await Promise.all([
      one('start.ts', 'agent.cjs', 'cjs'),
      one('index.ts', 'index.cjs', 'cjs'),
      one('index.ts', 'index.mjs', 'esm'),
      one('testing/index.ts', 'testing.cjs', 'cjs'),
      one('testing/index.ts', 'testing.mjs', 'esm'),
    ]);
    const foreign = results
      .flatMap(({ metafile }) => Object.keys(metafile.inputs))
      .filter((input) => input.includes('node_modules'));
    if (foreign.length > 0) throw new Error(`the agent has no dependencies, but: ${foreign.join(', ')}`);
    writeFileSync(join(fresh, 'register.cjs'), REGISTER);
    writeFileSync(join(fresh, 'register.d.ts'), 'export {};\n');
    await declare('index.ts', join(fresh, 'index.d.ts'));
    await declare('testing/index.ts', join(fresh, 'testing.d.ts'));
    replaceFolder(dist, fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** The types of one file; it must import no types of others in what it exports. */
async function declare(entry, outfile) {
  const { default: ts } = await import('typescript');
  const fileName = join(AGENT, 'src', entry);
  const { outputText, diagnostics } = ts.transpileDeclaration(readFileSync(fileName, 'utf8'), {
    fileName,
    compilerOptions: { strict: true, target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
    reportDiagnostics: true,
  });
  const problem = diagnostics?.[0]?.messageText;
  if (problem) throw new Error(`types of ${entry}: ${ts.flattenDiagnosticMessageText(problem, ' ')}`);
  if (/from '\./.test(outputText)) throw new Error(`types of ${entry} need another file`);
  writeFileSync(outfile, outputText);
}
