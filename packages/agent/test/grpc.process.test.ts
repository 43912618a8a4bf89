/** gRPC, both ends, over servers and clients of HTTP/2. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { runApp } from './run-app.ts';

for (const file of ['grpc.cjs', 'grpc.mjs'])
  test(`${file}: calls are named by their method and end with its status, on both ends`, async (t) => {
    const sink = await startOtlpSink();
    const env = { TRACEBIN_URL: sink.url, TRACEBIN_FLUSH_INTERVAL_MS: '100' };
    const apps = await Promise.all([runApp(file, { env }), runApp(file, { env, agent: false })]);
    t.after(() => Promise.all([...apps.map((app) => app.stop()), sink.close()]));

    const beneath = ({ spanId }: SunkSpan) =>
      sink.spans.filter(({ parentSpanId }) => parentSpanId === spanId);

    async function endsOf(path: string): Promise<unknown[][]> {
      const [watched, alone] = await Promise.all(
        apps.map(async ({ url }) => (await fetch(url + path)).text()),
      );
      assert.equal(watched, alone);
      const root = () => sink.spans.find(({ attributes }) => attributes['url.path'] === path);
      const call = () => root() && beneath(root() as SunkSpan)[0];
      await sink.until(() => call() !== undefined && beneath(call() as SunkSpan).length === 1, path);
      const ends = [call() as SunkSpan, ...beneath(call() as SunkSpan)];
      return ends.map(({ name, kind, status, attributes }) => [
        ...[name, kind, status],
        attributes['rpc.status_code'],
      ]);
    }

    assert.deepEqual(await endsOf('/say'), [
      ['greeter.Greeter/Say', 3, 0, '0'],
      ['greeter.Greeter/Say', 2, 0, '0'],
    ]);
    // What the handler asks for is beneath the call.
    const served = sink.spans.find(
      ({ kind, attributes }) => kind === 2 && attributes['rpc.method'],
    ) as SunkSpan;
    assert.match(String(beneath(served)[0]?.attributes['url.full']), /\/inner$/);
    assert.deepEqual(await endsOf('/fail'), [
      ['greeter.Greeter/Fail', 3, 2, '13'],
      ['greeter.Greeter/Fail', 2, 2, '13'],
    ]);
    assert.deepEqual(await endsOf('/find'), [
      ['greeter.Greeter/Find', 3, 2, '5'],
      ['greeter.Greeter/Find', 2, 0, '5'],
    ]);
    assert.deepEqual(await endsOf('/guess'), [
      ['greeter.Greeter/Guess123', 3, 2, '12'],
      ['POST', 2, 2, '12'],
    ]);
  });
