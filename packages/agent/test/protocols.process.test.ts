/** GraphQL, HTTP/2 and socket.io, in ES modules. */
import assert from 'node:assert/strict';
import { connect } from 'node:http2';
import { after, before, describe, test } from 'node:test';
import { io } from 'socket.io-client';
import { type OtlpSink, type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { type RunningApp, runApp } from './run-app.ts';

describe('protocols', () => {
  let sink: OtlpSink;
  let app: RunningApp;
  let bare: RunningApp;

  before(async () => {
    sink = await startOtlpSink();
    const env = {
      TRACEBIN_URL: sink.url,
      TRACEBIN_FLUSH_INTERVAL_MS: '100',
      TRACEBIN_IGNORE_PATHS: '/health',
    };
    [app, bare] = await Promise.all([
      runApp('protocols.mjs', { env }),
      runApp('protocols.mjs', { env, agent: false }),
    ]);
  });
  after(() => Promise.all([app?.stop(), bare?.stop(), sink?.close()]));

  async function ask(path: string, query: string): Promise<SunkSpan[]> {
    const [watched, alone] = await Promise.all(
      [app, bare].map(async ({ url }) => (await fetch(url + path, { method: 'POST', body: query })).text()),
    );
    assert.equal(watched, alone);
    const isRoot = (span: SunkSpan) => span.attributes['url.path'] === path;
    await sink.until((spans) => spans.some(isRoot), path);
    const root = sink.spans.find(isRoot) as SunkSpan;
    return sink.spans.filter(({ traceId }) => traceId === root.traceId);
  }

  const resolvers = (spans: SunkSpan[]) => spans.filter(({ name }) => name.startsWith('resolve '));

  test('an operation has its name, on the request too, and its resolvers are beneath it', async () => {
    const spans = await ask('/first', 'query Shelf { authors(count: 2) { name books } }');
    const operation = spans.find(({ name }) => name === 'query Shelf') as SunkSpan;
    const root = spans.find(({ kind }) => kind === 2) as SunkSpan;
    assert.equal(operation.parentSpanId, root.spanId);
    assert.equal(root.attributes['graphql.operation.name'], 'Shelf');
    // Fields that the app did not write a resolver for are only read.
    assert.deepEqual(
      resolvers(spans).map(({ name, parentSpanId }) => [name, parentSpanId]),
      ['Query.authors', 'Author.books', 'Author.books'].map((name) => [`resolve ${name}`, operation.spanId]),
    );
    assert.ok(operation.durationMs >= Math.max(...resolvers(spans).map(({ durationMs }) => durationMs)));
  });

  test('an error of a resolver is one of its operation', async () => {
    const spans = await ask('/second', '{ authors(count: 1) { secret } }');
    const operation = spans.find(({ name }) => name === 'query') as SunkSpan;
    assert.equal(operation.status, 2);
    assert.equal(operation.events[0]?.attributes['exception.type'], 'RangeError');
    assert.equal(resolvers(spans).find(({ name }) => name === 'resolve Author.secret')?.status, 2);
  });

  test('a hundred resolvers of a request have spans, the next ones have none', async () => {
    assert.equal(resolvers(await ask('/third', '{ authors(count: 99) { books } }')).length, 100);
    assert.equal(resolvers(await ask('/fourth', '{ authors(count: 100) { books } }')).length, 100);
  });

  test('many paths make one name, and headers with secrets stay here', async () => {
    const headers = { authorization: 'Bearer s3cret', cookie: 'sid=s3cret', 'x-api-key': 's3cret' };
    for (let at = 0; at < 60; at++)
      await (await fetch(`${app.url}/wp-${at}/login?password=s3cret&%74oken=s3cret`, { headers })).text();
    const storm = () => sink.spans.filter(({ attributes }) => /^\/wp-/.test(String(attributes['url.path'])));
    await sink.until(() => storm().length === 60, 'all requests');
    assert.deepEqual([...new Set(storm().map(({ name }) => name))], ['GET']);
    assert.doesNotMatch(JSON.stringify(sink.spans), /s3cret/);
  });

  test('events of socket.io, with what their handlers wait for', async () => {
    const heard = async (url: string) => {
      const socket = io(url, { transports: ['websocket'] });
      const answers = [
        await socket.emitWithAck('say', 'hello'),
        await socket.emitWithAck('shout', 'hello'),
        await socket
          .timeout(200)
          .emitWithAck('shout', 'again')
          .catch(() => 'nobody listens'),
      ];
      socket.close();
      return answers;
    };
    assert.deepEqual(await heard(app.url), ['heard hello', 'HELLO', 'nobody listens']);
    assert.deepEqual(await heard(bare.url), ['heard hello', 'HELLO', 'nobody listens']);
    const events = () => sink.spans.filter(({ name }) => name.startsWith('socket.io '));
    await sink.until(() => events().length === 2, 'two events');
    const [say, shout] = events().sort((a, b) => a.startMs - b.startMs) as [SunkSpan, SunkSpan];
    assert.deepEqual([say.name, shout.name], ['socket.io say', 'socket.io shout']);
    assert.equal(say.attributes['socket.io.namespace'], '/');
    assert.ok(say.durationMs >= 4, `the timer of 5 ms is inside of ${say.durationMs}`);
    assert.equal(sink.spans.find(({ parentSpanId }) => parentSpanId === say.spanId)?.kind, 3);
  });

  test('requests over HTTP/2', async () => {
    const port = /second (\d+)/.exec(app.stdout())?.[1];
    const session = connect(`http://127.0.0.1:${port}`);
    const answer = (path: string) =>
      new Promise<string>((resolve, reject) => {
        let body = '';
        session
          .request({ ':path': path })
          .on('data', (chunk) => {
            body += chunk;
          })
          .on('end', () => resolve(body))
          .on('error', reject)
          .end();
      });
    assert.equal(await answer('/health'), 'over 2.0');
    assert.equal(await answer('/two?token=abc'), 'over 2.0');
    assert.equal(await answer('/fails'), 'over 2.0');
    session.close();
    const found = (path: string) => sink.spans.find(({ attributes }) => attributes['url.path'] === path);
    await sink.until(() => found('/fails') !== undefined, 'the failed request');
    const { attributes, kind, status } = found('/two') as SunkSpan;
    assert.deepEqual([kind, status], [2, 0]);
    assert.equal(attributes['network.protocol.version'], '2.0');
    assert.equal(attributes['http.response.status_code'], 200);
    assert.equal(attributes['server.address'], '127.0.0.1');
    assert.equal(attributes['url.query'], 'token=REDACTED');
    assert.equal(found('/fails')?.status, 2);
    assert.equal(found('/health'), undefined);
    assert.equal(app.stderr(), '');
  });
});
