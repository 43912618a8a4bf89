/** OpenTelemetry on top of the agent: spans that an app makes by hand, and instrumentations that it has installed. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type OtlpSink, startOtlpSink } from './otlp-sink.ts';
import { runFile } from './run-script.ts';

const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));
const WORK = `
  const loader = new DataLoader(async (ids) => ids.map((id) => 'user ' + id), { name: 'users' });
  trace.getTracer('by-hand', '1.0').startActiveSpan('import', async (span) => {
    console.log(await loader.load(7));
    span.setAttribute('rows', 1);
    span.end();
  });`;

let folder: string;
let sink: OtlpSink;

before(async () => {
  sink = await startOtlpSink();
  folder = mkdtempSync(join(tmpdir(), 'tracebin-opentelemetry-'));
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['@opentelemetry', 'dataloader'])
    symlinkSync(join(MODULES, name), join(folder, 'node_modules', name));
  writeFileSync(
    join(folder, 'app.mjs'),
    `import DataLoader from 'dataloader'; import { trace } from '@opentelemetry/api';${WORK}`,
  );
  writeFileSync(
    join(folder, 'app.cjs'),
    `const DataLoader = require('dataloader'); const { trace } = require('@opentelemetry/api');${WORK}`,
  );
});
after(async () => {
  await sink?.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  sink.spans.length = 0;
});

function writeManifest(dependencies: Record<string, string>): void {
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'importer', version: '2.0.0', dependencies }),
  );
}

for (const app of ['app.cjs', 'app.mjs']) {
  test(`an instrumentation among the dependencies starts by itself: ${app}`, async () => {
    writeManifest({
      '@opentelemetry/instrumentation-dataloader': '*',
      '@opentelemetry/instrumentation-http': '*',
    });
    const { code, stdout, stderr } = await runFile(join(folder, app), { TRACEBIN_URL: sink.url });
    assert.deepEqual([code, stdout, stderr], [0, 'user 7\n', '']);
    const byHand = sink.spans.find(({ name }) => name === 'import');
    const load = sink.spans.find(({ name }) => name === 'dataloader.load users');
    assert.deepEqual([byHand?.service, byHand?.scope, byHand?.attributes.rows], ['importer', 'by-hand', 1]);
    assert.equal(load?.scope, '@opentelemetry/instrumentation-dataloader');
    assert.deepEqual([load?.parentSpanId, load?.traceId], [byHand?.spanId, byHand?.traceId]);
  });
}

test('none is loaded that the app does not depend on', async () => {
  writeManifest({ dataloader: '*' });
  const { stdout } = await runFile(join(folder, 'app.cjs'), { TRACEBIN_URL: sink.url });
  assert.equal(stdout, 'user 7\n');
  assert.deepEqual(
    sink.spans.map(({ name }) => name),
    ['import'],
  );
});

test('one that is named and not there is said, and the app runs', async () => {
  writeManifest({ '@opentelemetry/instrumentation-of-nothing': '*' });
  const { code, stdout, stderr } = await runFile(join(folder, 'app.cjs'), { TRACEBIN_URL: sink.url });
  assert.deepEqual([code, stdout], [0, 'user 7\n']);
  assert.match(stderr, /^tracebin: @opentelemetry\/instrumentation-of-nothing could not be started: .*\n$/);
});
