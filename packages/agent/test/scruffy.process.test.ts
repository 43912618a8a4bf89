/** The example application in TypeScript, run from source by tsx, under the agent: its N+1 gets its places in the code. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { poll } from '../../../examples/scruffy-node/test/poll.ts';
import {
  type RunningScruffy,
  startScruffy,
  TODAY,
} from '../../../examples/scruffy-node/test/running-scruffy.ts';
import { type OtlpSink, type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { builtRegister } from './run-app.ts';

let sink: OtlpSink;
let scruffy: RunningScruffy;

before(async () => {
  builtRegister();
  sink = await startOtlpSink();
  scruffy = await startScruffy({ WATCH: 'agent', TRACEBIN_URL: sink.url, TRACEBIN_FLUSH_INTERVAL_MS: '200' });
});

after(async () => {
  await scruffy?.stop();
  await sink?.close();
});

async function traceOf(name: string): Promise<{ root: SunkSpan; spans: SunkSpan[] }> {
  const isRoot = (span: SunkSpan) => span.kind === 2 && span.name === name;
  await sink.until((spans) => spans.some(isRoot), name);
  const root = sink.spans.findLast(isRoot) as SunkSpan;
  return { root, spans: sink.spans.filter((span) => span.traceId === root.traceId) };
}

/** Of all spans with this text: file, line and function, without the repetitions. */
function placesOf(spans: SunkSpan[], text: string): string[] {
  const places = spans
    .filter((span) => span.attributes['db.query.text'] === text)
    .map(({ attributes }) =>
      attributes['code.file.path'] === undefined
        ? 'none'
        : `${attributes['code.file.path']}:${attributes['code.line.number']} ${attributes['code.function.name']}`,
    );
  return [...new Set(places)];
}

describe('Scruffy', () => {
  test('every query of its worst page arrives, and repeated ones name file, line and function', async () => {
    const answer = await scruffy.get(`/api/week/${TODAY}?station=WHRB`);
    const week = (await answer.json()) as { breaks: { slots: { booking: unknown }[] }[] };
    const slots = week.breaks.flatMap((each) => each.slots);
    const booked = slots.filter((slot) => slot.booking !== null);
    const { spans } = await traceOf('GET /api/week/:date');
    const queries = spans.filter((span) => span.attributes['db.query.text'] !== undefined);
    assert.equal(queries.length, 2 + 2 * week.breaks.length + slots.length + 2 * booked.length);
    const path = 'examples/scruffy-node/src/serializers';
    assert.deepEqual(
      placesOf(spans, 'SELECT id, spot_id, price_cents, status FROM bookings WHERE slot_id = $1'),
      ['none', `${path}/slot.ts:37 serializeSlot`],
    );
    assert.deepEqual(placesOf(spans, 'SELECT title, genre FROM programmes WHERE id = $1'), [
      'none',
      `${path}/break.ts:24 serializeBreak`,
    ]);
  });

  test('what it logs carries the trace and the span it belongs to', async () => {
    assert.equal((await scruffy.get('/api/advertisers/60/invoice')).status, 500);
    const { root } = await traceOf('GET /api/advertisers/:id/invoice');
    await poll('the log record', () => sink.logs.find(({ traceId }) => traceId === root.traceId));
    const log = sink.logs.find(({ traceId }) => traceId === root.traceId);
    assert.equal(log?.body, 'division by zero');
    assert.equal(log?.severity, 'ERROR');
    assert.equal(log?.service, 'scruffy');
    assert.equal(log?.spanId, root.spanId);
  });

  test('a booking, its call to another service and its job are one trace', async () => {
    const { slots } = (await (await scruffy.get(`/api/stations/KDRY/availability/${TODAY}`)).json()) as {
      slots: { id: number }[];
    };
    const booked = await fetch(`${scruffy.url}/api/bookings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-scruffy-user': '7' },
      body: JSON.stringify({ slotId: slots[0]!.id, spotId: 4 }),
    });
    assert.equal(booked.status, 201);
    const { root } = await traceOf('POST /api/bookings');
    assert.equal(root.attributes['user.role'], 'sales');
    // Two processes and a job later than the answer: each sends when it has something to send.
    const find = (wanted: (span: SunkSpan) => boolean) =>
      poll('the rest of the trace', () =>
        sink.spans.find((span) => span.traceId === root.traceId && wanted(span)),
      );
    const job = await find(({ kind }) => kind === 5);
    const producer = await find(({ kind }) => kind === 4);
    assert.equal(job.parentSpanId, producer.spanId);
    const quote = await find(({ service, kind }) => service === 'rates' && kind === 2);
    assert.equal(quote.name, 'GET /quote');
  });
});
