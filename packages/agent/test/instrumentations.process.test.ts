/**
 * OpenTelemetry's instrumentations of libraries that the agent does not watch, all at once beside those of libraries that it does:
 * the former work on top of it, the latter are left alone, and nothing is counted twice.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type RunningPostgres, startPostgres } from '../../../examples/scruffy-node/src/db/postgres.ts';
import { appOn } from './app-with.ts';
import { broughtPackages } from './brought-packages.ts';
import { type OtlpSink, type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { runFile, WITHOUT_AGENT } from './run-script.ts';

const PREFIX = '@opentelemetry/instrumentation-';
/** The newest that run on Node 20. */
const ON_TOP = {
  ...{ dns: '0.66', net: '0.67', fs: '0.42', 'generic-pool': '0.66', 'lru-memoizer': '0.67' },
  ...{ winston: '0.68', pino: '0.69', bunyan: '0.68' },
};
const WATCHED_BY_US = { undici: '0.33', pg: '0.76', express: '0.71', http: '0.223', grpc: '0.223' };
const LIBRARIES = [
  ...['@opentelemetry/api@1.9', 'generic-pool@3', 'lru-memoizer@3', 'winston@3', 'pino@10', 'bunyan@1'],
  ...['undici@7', 'express@5', 'pg@8'],
];

describe("OpenTelemetry's instrumentations", () => {
  let sink: OtlpSink;
  let postgres: RunningPostgres;
  let packages: string;
  const dependencies = Object.fromEntries(
    Object.entries({ ...ON_TOP, ...WATCHED_BY_US }).map(([name, version]) => [PREFIX + name, version]),
  );

  before(async () => {
    const all = Object.entries(dependencies).map(([name, version]) => `${name}@${version}`);
    packages = broughtPackages('opentelemetry-0.223', [...all, ...LIBRARIES]);
    [sink, postgres] = await Promise.all([startOtlpSink(), startPostgres()]);
  });
  after(() => Promise.all([sink?.close(), postgres?.stop()]));

  for (const file of ['instrumented.cjs', 'instrumented.mjs'] as const)
    test(`eight on top, five that would count twice: ${file}`, async (t) => {
      sink.spans.length = 0;
      sink.logs.length = 0;
      const app = appOn(packages, [file, 'instrumented-work.cjs']);
      t.after(app.remove);
      writeFileSync(join(app.file, '../package.json'), JSON.stringify({ name: 'importer', dependencies }));
      const env = { ...app.env, TRACEBIN_URL: sink.url, DATABASE_URL: postgres.url };
      const bare = await runFile(app.file, env, WITHOUT_AGENT);
      const { code, stdout, stderr } = await runFile(app.file, env);
      assert.deepEqual([code, stderr], [0, '']);
      const linesOf = (text: string) => text.trim().split('\n');
      const [answer, ...lines] = linesOf(stdout).reverse();
      assert.equal(answer, linesOf(bare.stdout).at(-1));

      const requests = sink.spans.filter(({ attributes }) => attributes['http.route'] === '/work/:id');
      assert.equal(requests.length, 2);
      const port = Number(new URL(sink.url).port);
      for (const { scope, attributes } of sink.spans)
        assert.ok(!Object.values(attributes).includes(port), `${scope} records what the agent sends`);
      // What reads the libraries' own files is no transaction.
      assert.ok(
        !sink.spans.some(({ scope, parentSpanId }) => scope === `${PREFIX}fs` && parentSpanId === ''),
      );

      const isImported = file.endsWith('.mjs');
      for (const request of requests) {
        const children = sink.spans.filter(({ parentSpanId }) => parentSpanId === request.spanId);
        assert.deepEqual(
          [...new Set(children.filter(({ name }) => name !== 'loaded').map(scopeAndName))].sort(),
          [
            '@opentelemetry/instrumentation-dns dns.lookup',
            '@opentelemetry/instrumentation-fs fs readFile',
            '@opentelemetry/instrumentation-generic-pool generic-pool.acquire',
            '@opentelemetry/instrumentation-net tcp.connect',
            '@tracebin/agent/fetch GET',
            '@tracebin/agent/pg SELECT',
          ],
        );
        // Once each, but for connections: those of the database and of the outgoing call are some, too.
        const isConnection = ({ name }: SunkSpan) => name === 'tcp.connect';
        assert.equal(children.filter((span) => !isConnection(span) && span.name !== 'loaded').length, 5);
        // Whoever waits for another's load goes on in its own trace, where the library is required.
        if (!isImported) assert.equal(children.filter(({ name }) => name === 'loaded').length, 1);

        const ids = [request.traceId, request.spanId];
        const correlated = lines
          .map((line) => JSON.parse(line))
          .filter(({ trace_id, span_id }) => trace_id === ids[0] && span_id === ids[1]);
        assert.deepEqual(correlated.map(loggerOf).sort(), ['bunyan', 'pino', 'winston']);
        // Pino's and Bunyan's send their lines as well.
        assert.equal(
          sink.logs.filter(({ traceId, spanId }) => traceId === ids[0] && spanId === ids[1]).length,
          2,
        );
      }
    });
});

const scopeAndName = ({ scope, name }: SunkSpan) => `${scope} ${name}`;

/** Each has its own way of writing a level. */
function loggerOf(line: { name?: string; level: unknown }): string {
  return line.name ?? (typeof line.level === 'number' ? 'pino' : 'winston');
}
