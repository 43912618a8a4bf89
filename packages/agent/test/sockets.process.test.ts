/** ws and clients of HTTP/2, in both module systems; the older ws in CommonJS. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import { appWith, type OlderApp } from './app-with.ts';
import { type OtlpSink, type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { type RunningApp, runApp } from './run-app.ts';

let sink: OtlpSink;

before(async () => {
  sink = await startOtlpSink();
});
after(() => sink?.close());

for (const [name, file, libraries] of [
  ['ws 8, ES modules', 'sockets.mjs', undefined],
  ['ws 7, CommonJS', 'sockets.cjs', { ws: 'ws7' }],
] as const)
  describe(name, () => {
    let copy: OlderApp | undefined;
    let app: RunningApp;
    let bare: RunningApp;

    before(async () => {
      copy = libraries && appWith(libraries, file);
      sink.spans.length = 0;
      const env = { TRACEBIN_URL: sink.url, TRACEBIN_FLUSH_INTERVAL_MS: '100', ...copy?.env };
      const path = copy?.file ?? file;
      [app, bare] = await Promise.all([runApp(path, { env }), runApp(path, { env, agent: false })]);
    });
    after(async () => {
      await Promise.all([app?.stop(), bare?.stop()]);
      copy?.remove();
    });

    const named = (wanted: string) => sink.spans.filter((span) => span.name === wanted);
    const beneath = (span: SunkSpan) => sink.spans.filter(({ parentSpanId }) => parentSpanId === span.spanId);

    /** What one connection hears for what it says, with the way in which it ends. */
    function talk(url: string, path: string, words: string[]): Promise<unknown[]> {
      return new Promise((resolve, reject) => {
        const heard: unknown[] = [];
        const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`;
        const socket = new WebSocket(url.replace('http', 'ws') + path, { headers: { traceparent } });
        const next = () => {
          const word = words.shift();
          if (word === undefined) socket.close(1000);
          // Thrown into the library, an error keeps it from reading on.
          else if (word === 'end') socket.terminate();
          else socket.send(word);
        };
        socket.on('open', next);
        socket.on('message', (data) => {
          heard.push(String(data));
          next();
        });
        socket.on('close', (code, reason) => resolve([...heard, code, String(reason)]));
        socket.on('error', reject);
      });
    }

    test('connections and messages are transactions, with what their listeners wait for', async () => {
      for (const { url } of [app, bare]) {
        assert.deepEqual(await talk(url, '/rooms?token=abc', ['one', 'two']), [
          'heard one',
          'heard two',
          1000,
          '',
        ]);
      }
      await sink.until(() => named('ws message /rooms').length === 2, 'two messages');
      for (const message of named('ws message /rooms')) {
        assert.deepEqual([message.kind, message.parentSpanId, message.status], [2, '', 0]);
        assert.equal(message.attributes['messaging.message.body.size'], 3);
        const [inner] = beneath(message);
        assert.match(String(inner?.attributes['url.full']), /\/inner$/);
        assert.ok(message.durationMs >= (inner as SunkSpan).durationMs);
      }
      const [connection] = named('ws connect /rooms') as [SunkSpan];
      assert.equal(connection.traceId, 'ab'.repeat(16));
      assert.equal(connection.attributes['url.path'], '/rooms');
      assert.doesNotMatch(JSON.stringify(sink.spans), /token=abc/);
    });

    test('an error of a listener is thrown on, and one of its message', async () => {
      for (const { url } of [app, bare])
        assert.deepEqual(await talk(url, '/rooms', ['bad', 'end']), ['heard bad', 1006, '']);
      const failed = () => named('ws message /rooms').find(({ status }) => status === 2);
      await sink.until(() => failed() !== undefined, 'the failed message');
      assert.equal(failed()?.attributes['error.type'], 'RangeError');
      assert.deepEqual([app.stderr(), bare.stderr()], ['not a word\n', 'not a word\n']);
    });

    test('connections that socket.io takes are its own', async () => {
      const before = sink.spans.filter(({ name }) => name.startsWith('ws ')).length;
      const socket = io(app.url, { transports: ['websocket'] });
      assert.equal(await socket.emitWithAck('say', 'hello'), 'HELLO');
      socket.close();
      await sink.until(() => named('socket.io say').length === 1, 'the event');
      assert.equal(sink.spans.filter(({ name }) => name.startsWith('ws ')).length, before);
    });

    async function requestOf(path: string): Promise<SunkSpan> {
      const [watched, alone] = await Promise.all(
        [app, bare].map(async ({ url }) => (await fetch(url + path)).text()),
      );
      assert.equal(watched?.replaceAll('traced ', ''), alone);
      const isRoot = (span: SunkSpan) => span.attributes['url.path'] === path;
      await sink.until((spans) => spans.some(isRoot), path);
      return sink.spans.find(isRoot) as SunkSpan;
    }

    test('a connection that the app opens is a call, and goes on in the trace', async () => {
      const root = await requestOf('/client');
      const [call] = beneath(root) as [SunkSpan];
      assert.match(String(call.attributes['url.full']), /\/rooms\?token=REDACTED$/);
      await sink.until(() => beneath(call).length === 1, 'the connection');
      assert.equal(beneath(call)[0]?.name, 'ws connect /rooms');
    });

    test('requests over HTTP/2', async () => {
      const root = await requestOf('/http2');
      const calls = beneath(root).sort((a, b) => a.startMs - b.startMs);
      assert.deepEqual(
        calls.map(({ name, kind, status, attributes }) => [
          ...[name, kind, status],
          attributes['http.response.status_code'],
          attributes['error.type'],
        ]),
        [
          ['GET', 3, 0, 200, undefined],
          ['DELETE', 3, 2, 404, '404'],
          ['GET', 3, 2, undefined, 'ERR_HTTP2_STREAM_ERROR'],
        ],
      );
      const [first] = calls as [SunkSpan];
      assert.match(String(first.attributes['url.full']), /^http:\/\/127\.0\.0\.1:\d+\/two\?token=REDACTED$/);
      assert.equal(first.attributes['network.protocol.version'], '2');
      // The server of the same process: the trace goes on there.
      await sink.until(() => beneath(first).length === 1, 'the request there');
    });

    test('calls that were slow are sent with their place from then on', async () => {
      const placesOf = async () => {
        const from = sink.spans.length;
        await (await fetch(`${app.url}/slow`)).text();
        const root = () =>
          sink.spans.slice(from).find(({ attributes }) => attributes['url.path'] === '/slow');
        await sink.until(() => root() !== undefined, 'the slow request');
        const calls = beneath(root() as SunkSpan).filter(({ kind }) => kind === 3);
        return calls.map(({ attributes }) => String(attributes['code.file.path']).split('/').at(-1));
      };
      await placesOf();
      assert.deepEqual(await placesOf(), ['sockets.cjs', 'sockets.cjs', 'sockets.cjs']);
    });

    test('what the listeners of a body begin is beneath its request', async () => {
      const body = () => ReadableStream.from([Buffer.from('first'), Buffer.from('second')]);
      const answers = [app, bare].map(async ({ url }) => {
        // `duplex` is wanted for a body of which the length is not known.
        const options = { method: 'POST', body: body(), duplex: 'half' };
        return (await fetch(`${url}/taken`, options as RequestInit)).text();
      });
      assert.deepEqual(await Promise.all(answers), ['11', '11']);
      await requestOf('/sent');
      for (const path of ['/taken', '/body']) {
        const isRoot = (span: SunkSpan) => span.attributes['url.path'] === path;
        await sink.until((spans) => spans.some(isRoot), path);
        const [call] = beneath(sink.spans.find(isRoot) as SunkSpan);
        assert.match(String(call?.attributes['url.full']), /\/after$/, path);
      }
    });
  });
