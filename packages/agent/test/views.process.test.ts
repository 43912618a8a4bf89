/** Template engines outside of a framework: one span for each rendering. Express's own is in express-pg.process.test.ts. */
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { appWith, type OlderApp } from './app-with.ts';
import { type OtlpSink, type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { type RunningApp, runApp } from './run-app.ts';

const NAMES: Record<string, RegExp[]> = {
  '/ejs': [/^render template$/, /views\/hello\.ejs$/, /views\/hello\.ejs$/],
  '/ejs-error': [/views\/hello\.ejs$/],
  '/pug': [/views\/hello\.pug$/, /^render template$/, /views\/hello\.pug$/],
  '/handlebars': [/^render template$/, /^render template$/],
  '/nunjucks': [/hello\.njk$/, /^render template$/, /hello\.njk$/],
};

for (const newer of [false, true])
  describe(newer ? 'views, of EJS 7' : 'views', () => {
    let copy: OlderApp | undefined;
    let sink: OtlpSink;
    let app: RunningApp;
    let bare: RunningApp;

    before(async () => {
      sink = await startOtlpSink();
      if (newer) {
        copy = appWith({ ejs: 'ejs7' }, 'views.cjs');
        cpSync(new URL('./apps/views', import.meta.url), join(dirname(copy.file), 'views'), {
          recursive: true,
        });
      }
      const env = { TRACEBIN_URL: sink.url, TRACEBIN_FLUSH_INTERVAL_MS: '100', ...copy?.env };
      const file = copy?.file ?? 'views.cjs';
      [app, bare] = await Promise.all([runApp(file, { env }), runApp(file, { env, agent: false })]);
    });
    after(async () => {
      await Promise.all([app?.stop(), bare?.stop(), sink?.close()]);
      copy?.remove();
    });

    for (const [path, names] of Object.entries(NAMES).filter(([path]) => !newer || path.startsWith('/ejs')))
      test(`${path}: the same text, and one span for each rendering`, async () => {
        const [watched, alone] = await Promise.all(
          [app, bare].map(async ({ url }) => (await fetch(url + path)).text()),
        );
        assert.equal(watched, alone);
        const isRoot = (span: SunkSpan) => span.attributes['url.path'] === path;
        await sink.until((spans) => spans.some(isRoot), path);
        const root = sink.spans.find(isRoot) as SunkSpan;
        const renderings = sink.spans.filter(
          ({ name, traceId }) => name.startsWith('render ') && traceId === root.traceId,
        );
        assert.equal(renderings.length, names.length, renderings.map(({ name }) => name).join());
        for (const [at, expected] of names.entries()) {
          assert.match(renderings[at]?.name ?? '', expected);
          assert.equal(renderings[at]?.parentSpanId, root.spanId);
          assert.equal(renderings[at]?.attributes['tracebin.layer'], 'view');
          assert.equal(renderings[at]?.status, path.endsWith('error') ? 2 : 0);
        }
      });
  });
