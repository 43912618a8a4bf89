/** Croner: each run of a job is a transaction, however the job is made and whichever build of it is loaded. */
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { appWith } from './app-with.ts';
import { broughtPackages } from './brought-packages.ts';
import { node24, noNode24 } from './node-24.ts';
import { type OtlpSink, startOtlpSink } from './otlp-sink.ts';
import { runScript, WITH_AGENT, WITHOUT_AGENT } from './run-script.ts';

const JOBS = fileURLToPath(new URL('./apps/croner-jobs.cjs', import.meta.url));

let sink: OtlpSink;
let packages: string;

before(async () => {
  sink = await startOtlpSink();
  packages = broughtPackages('croner-9-10-11', [
    'croner@11',
    'croner10@npm:croner@10',
    'croner9@npm:croner@9',
  ]);
});
after(() => sink?.close());

for (const [installed, file, node] of [
  ['croner', 'croner.cjs', 'this Node'],
  ['croner', 'croner.mjs', 'this Node'],
  ['croner', 'croner.mjs', 'Node 24'],
  ['croner10', 'croner.mjs', 'this Node'],
  ['croner9', 'croner.cjs', 'this Node'],
] as const)
  test(`${installed}, ${file}, ${node}`, { skip: node === 'Node 24' && noNode24 }, async (t) => {
    const app = appWith({ croner: installed }, file, join(packages, 'node_modules'));
    t.after(app.remove);
    copyFileSync(JOBS, join(app.file, '../croner-jobs.cjs'));
    const env = { TRACEBIN_URL: sink.url, TRACEBIN_SERVICE: `${installed} ${file} ${node}` };
    const program = node === 'Node 24' ? node24() : process.execPath;
    const code = `import(${JSON.stringify(app.file)})`;
    const [watched, bare] = await Promise.all([
      runScript(code, env, WITH_AGENT(), program),
      runScript(code, env, WITHOUT_AGENT, program),
    ]);
    assert.deepEqual(watched, {
      code: 0,
      stdout: 'true sweep carts carts\nimported\nthe printer is on fire\n',
      stderr: '',
    });
    assert.deepEqual(bare, watched);
    const runs = sink.spans.filter(({ service }) => service === env.TRACEBIN_SERVICE);
    assert.deepEqual(
      runs.map(({ name, status, attributes, parentSpanId }) => [
        ...[name, status, attributes['job.schedule'], parentSpanId],
      ]),
      [
        ['cron sweep carts', 0, '* * * * * *', ''],
        ['cron importAll', 0, '0 4 * * *', ''],
        ['cron 0 5 * * *', 2, '0 5 * * *', ''],
      ],
    );
  });
