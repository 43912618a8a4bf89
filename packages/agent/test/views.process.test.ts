/** Template engines outside of a framework: one span for each rendering. Express's own is in express-pg.process.test.ts. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type OtlpSink, type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { type RunningApp, runApp } from './run-app.ts';

const NAMES: Record<string, RegExp[]> = {
  '/ejs': [/^render template$/, /views\/hello\.ejs$/, /views\/hello\.ejs$/],
  '/ejs-error': [/views\/hello\.ejs$/],
  '/pug': [/views\/hello\.pug$/, /^render template$/, /views\/hello\.pug$/],
  '/handlebars': [/^render template$/, /^render template$/],
  '/nunjucks': [/hello\.njk$/, /^render template$/, /hello\.njk$/],
};

describe('views', () => {
  let sink: OtlpSink;
  let app: RunningApp;
  let bare: RunningApp;

  before(async () => {
    sink = await startOtlpSink();
    const env = { TRACEBIN_URL: sink.url, TRACEBIN_FLUSH_INTERVAL_MS: '100' };
    [app, bare] = await Promise.all([
      runApp('views.cjs', { env }),
      runApp('views.cjs', { env, agent: false }),
    ]);
  });
  after(() => Promise.all([app?.stop(), bare?.stop(), sink?.close()]));

  for (const [path, names] of Object.entries(NAMES))
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
