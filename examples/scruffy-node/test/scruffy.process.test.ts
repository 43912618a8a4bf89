import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ADVERTISERS, NEVER_AIRED } from '../src/db/seed.ts';
import { type OtlpSink, type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { poll } from './poll.ts';
import { type RunningScruffy, startScruffy, TODAY } from './running-scruffy.ts';

const SERVER = 2;
const CLIENT = 3;
const PRODUCER = 4;
const CONSUMER = 5;
const ERROR = 2;
const STATIONS = ['WHRB', 'KMSA', 'KDRY', 'WPNE'];

let sink: OtlpSink;
let scruffy: RunningScruffy;
let fixed: RunningScruffy;
let fixedSink: OtlpSink;

before(async () => {
  [sink, fixedSink] = await Promise.all([startOtlpSink(), startOtlpSink()]);
  const watched = (to: OtlpSink) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: to.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  });
  [scruffy, fixed] = await Promise.all([
    startScruffy(watched(sink)),
    startScruffy({ ...watched(fixedSink), FIXED: '1' }),
  ]);
});

after(async () => {
  await Promise.all([scruffy?.stop(), fixed?.stop()]);
  await Promise.all([sink?.close(), fixedSink?.close()]);
});

/** The whole trace of the request that matches, once its root has arrived and nothing more comes. */
async function traceOf(of: OtlpSink, isRoot: (span: SunkSpan) => boolean): Promise<SunkSpan[]> {
  let before = -1;
  return poll('the trace', () => {
    const root = of.spans.find((span) => span.kind === SERVER && isRoot(span));
    if (!root) return undefined;
    const trace = of.spans.filter((span) => span.traceId === root.traceId);
    const isWhole = trace.length === before;
    before = trace.length;
    return isWhole ? trace : undefined;
  });
}

function isWeekOf(station: string) {
  return (span: SunkSpan) =>
    span.name === 'GET /api/week/:date' && span.attributes['station.call_sign'] === station;
}

const queries = (trace: SunkSpan[]) =>
  trace.filter((span) => span.kind === CLIENT && span.attributes['db.query.text']);

describe('the week of a station', () => {
  it('takes 4,000 queries and more for the large stations, and every span of them arrives', async () => {
    for (const station of ['WHRB', 'KMSA']) {
      const answer = await scruffy.get(`/api/week/${TODAY}?station=${station}`);
      assert.equal(answer.status, 200);
      const week = (await answer.json()) as { breaks: { slots: { booking: unknown }[] }[] };
      const slots = week.breaks.flatMap((each) => each.slots);
      const booked = slots.filter((slot) => slot.booking !== null);
      // One for the station, one for the breaks, two a break, one a slot, two more where it is booked.
      const expected = 2 + 2 * week.breaks.length + slots.length + 2 * booked.length;
      const trace = await traceOf(sink, isWeekOf(station));
      assert.equal(queries(trace).length, expected);
      assert.ok(expected > 4_000, `${expected} queries`);
    }
  });

  it('takes few for the others, so that averages look harmless', async () => {
    await (await scruffy.get(`/api/week/${TODAY}?station=KDRY`)).json();
    const count = queries(await traceOf(sink, isWeekOf('KDRY'))).length;
    assert.ok(count > 10 && count < 80, `${count} queries`);
  });

  it('is the same JSON with FIXED=1, from three queries', async () => {
    for (const station of STATIONS) {
      const path = `/api/week/${TODAY}?station=${station}`;
      const [slow, quick] = await Promise.all(
        [scruffy, fixed].map(async (each) => (await each.get(path)).json()),
      );
      assert.deepEqual(quick, slow);
      assert.equal(queries(await traceOf(fixedSink, isWeekOf(station))).length, 3);
    }
  });

  it('refuses what is no date and no station', async () => {
    assert.equal((await scruffy.get('/api/week/tomorrow?station=WHRB')).status, 400);
    assert.equal((await scruffy.get('/api/week/2026-02-30?station=WHRB')).status, 400);
    assert.equal((await scruffy.get(`/api/week/${TODAY}?station=NONE`)).status, 404);
    assert.equal((await scruffy.get(`/api/week/${TODAY}`)).status, 404);
  });
});

describe('an invoice', () => {
  it('fails for an advertiser whose spots have not aired yet, and for no other', async () => {
    const status = async (id: number) => (await scruffy.get(`/api/advertisers/${id}/invoice`)).status;
    assert.equal(await status(ADVERTISERS - NEVER_AIRED), 200);
    assert.equal(await status(ADVERTISERS - NEVER_AIRED + 1), 500);
    const trace = await traceOf(
      sink,
      (span) => span.name === 'GET /api/advertisers/:id/invoice' && span.status === ERROR,
    );
    const query = queries(trace).find((span) => span.status === ERROR);
    assert.ok(query, 'the failed query is marked');
    const log = await poll('the log record', () => sink.logs.find(({ body }) => body === 'division by zero'));
    assert.equal(log.traceId, query.traceId);
  });
});

describe('a booking', () => {
  it('asks the rates service and is confirmed by a job in the same trace', async () => {
    const availability = await scruffy.get(`/api/stations/KDRY/availability/${TODAY}`);
    const { slots } = (await availability.json()) as { slots: { id: number }[] };
    const book = () =>
      fetch(`${scruffy.url}/api/bookings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-scruffy-user': '7' },
        body: JSON.stringify({ slotId: slots[0]!.id, spotId: 4 }),
      });
    assert.equal((await book()).status, 201);
    assert.equal((await book()).status, 409, 'the slot is taken');
    const job = await poll('the job', () =>
      sink.spans.find((span) => span.kind === CONSUMER && span.name === 'process confirm-booking'),
    );
    const trace = sink.spans.filter((span) => span.traceId === job.traceId);
    const root = await poll('the request', () =>
      sink.spans.find((span) => span.traceId === job.traceId && !span.parentSpanId),
    );
    assert.equal(root.name, 'POST /api/bookings');
    assert.equal(root.attributes['user.id'], '7');
    assert.equal(root.attributes['user.role'], 'sales');
    const producer = trace.find((span) => span.kind === PRODUCER);
    assert.equal(job.parentSpanId, producer?.spanId);
    const quote = await poll('the quote', () =>
      sink.spans.find(
        (span) => span.traceId === job.traceId && span.service === 'rates' && span.kind === SERVER,
      ),
    );
    assert.equal(quote.name, 'GET /quote');
  });
});

describe('pages', () => {
  it('come from memory the second time', async () => {
    const path = `/stations/WPNE/day/${TODAY}`;
    const first = await (await scruffy.get(path)).text();
    assert.match(first, /Pine Valley WPNE, 2026-11-21/);
    assert.equal(await (await scruffy.get(path)).text(), first);
    const hits = await poll('both requests', () => {
      const spans = sink.spans.filter((span) => span.kind === SERVER && span.attributes['url.path'] === path);
      return spans.length === 2 ? spans.map((span) => span.attributes['page.cache']) : undefined;
    });
    assert.deepEqual(hits, ['miss', 'hit']);
  });
});
