/** AWS SDK 3, against a queue of our own that answers as SQS does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { runApp } from './run-app.ts';

for (const file of ['aws.cjs', 'aws.mjs'])
  test(`${file}: commands have spans, with their attempts beneath`, async (t) => {
    const sink = await startOtlpSink();
    const env = { TRACEBIN_URL: sink.url, TRACEBIN_FLUSH_INTERVAL_MS: '100' };
    const apps = await Promise.all([runApp(file, { env }), runApp(file, { env, agent: false })]);
    t.after(() => Promise.all([...apps.map((app) => app.stop()), sink.close()]));

    async function commandOf(path: string): Promise<{ command: SunkSpan; attempts: unknown[] }> {
      const [watched, alone] = await Promise.all(
        apps.map(async ({ url }) => (await fetch(url + path)).text()),
      );
      assert.equal(watched, alone);
      const isRoot = (span: SunkSpan) => span.attributes['url.path'] === path;
      await sink.until((spans) => spans.some(isRoot), path);
      const root = sink.spans.find(isRoot) as SunkSpan;
      const [command, ...more] = sink.spans.filter(({ parentSpanId }) => parentSpanId === root.spanId);
      assert.deepEqual(more, []);
      const attempts = sink.spans.filter(({ parentSpanId }) => parentSpanId === command?.spanId);
      return {
        command: command as SunkSpan,
        attempts: attempts.map(({ attributes }) => attributes['http.response.status_code']),
      };
    }

    // The first slow one, which is known to be one at its end.
    const { command: slow } = await commandOf('/late');
    assert.equal(slow.attributes['code.function.name'], 'late');
    for (const path of ['/sent', '/callback']) {
      const { command, attempts } = await commandOf(path);
      assert.deepEqual([command.name, command.status, attempts], ['SQS SendMessage', 0, [200]]);
    }
    const again = await commandOf('/again');
    assert.deepEqual([again.command.attributes['aws.attempts'], again.attempts], [2, [500, 200]]);
    assert.equal(again.command.attributes['aws.request_id'], 'for twice');
    const failed = await commandOf('/failed');
    assert.deepEqual([failed.command.status, failed.attempts], [2, [400]]);
    assert.equal(failed.command.attributes['error.type'], 'QueueDoesNotExist');
    assert.doesNotMatch(JSON.stringify(sink.spans), /s3cret/);
  });
