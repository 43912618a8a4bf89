/** The example application with its N+1, watched by the plain OpenTelemetry SDK and by our agent, all as real processes. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type {
  ComparisonAnswer,
  Finding,
  FindingsAnswer,
  HealthAnswer,
  MarkersAnswer,
  TransactionsAnswer,
} from '@tracebin/model';
import { SMALL_STATIONS } from '../../../examples/scruffy-node/src/db/seed-names.ts';
import {
  type RunningScruffy,
  startScruffy,
  TODAY,
} from '../../../examples/scruffy-node/test/running-scruffy.ts';
import { poll } from './senders/poll.ts';
import { type RunningServer, startServer } from './senders/running-server.ts';

const WEEK = 'GET /api/week/:date';
/** One for the station, one for the breaks: these two do not repeat. */
const ASKED_ONCE = 2;
/** Its week asks some fifty statements, and takes no seconds. */
const SMALL_STATION = SMALL_STATIONS[0]![0]!;
/** So many requests on each side let two versions be compared. */
const COMPARABLE = 15;

interface WeekJson {
  breaks: { slots: { booking: unknown }[] }[];
}

/** What the week makes the driver ask: two a break, one a slot, two more where it is booked. */
function statementsOf({ breaks }: WeekJson): number {
  const slots = breaks.flatMap((each) => each.slots);
  return ASKED_ONCE + 2 * breaks.length + slots.length + 2 * slots.filter(({ booking }) => booking).length;
}

for (const watch of ['opentelemetry', 'agent'] as const) {
  describe(`Scruffy, watched by ${watch === 'agent' ? 'our agent' : 'the OpenTelemetry SDK'}`, () => {
    let server: RunningServer;
    let scruffy: RunningScruffy | undefined;
    const start = (version: string, env: NodeJS.ProcessEnv = {}) =>
      startScruffy({
        WATCH: watch,
        OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
        OTEL_RESOURCE_ATTRIBUTES: `service.version=${version}`,
        ...env,
      });
    const findings = async (): Promise<Finding[]> => {
      const answer = await server.get<FindingsAnswer>('findings?from=-1h');
      return answer?.findings.filter(({ transaction }) => transaction === WEEK) ?? [];
    };
    const week = async (station = 'WHRB'): Promise<WeekJson> => {
      const answer = await scruffy!.get(`/api/week/${TODAY}?station=${station}`);
      assert.equal(answer.status, 200);
      return (await answer.json()) as WeekJson;
    };

    before(async () => {
      server = await startServer();
      scruffy = await start('1');
    });
    after(async () => {
      await scruffy?.stop();
      await server.stop();
      server.remove();
    });

    it('has its N+1 found with exactly the number of statements that the driver counted', async () => {
      const expected = statementsOf(await week());
      assert.ok(expected > 4_000, `${expected} statements`);
      const found = await poll('the N+1', async () => {
        const all = await findings();
        return all.length > 0 ? all : undefined;
      });
      assert.ok(found.every(({ kind }) => kind === 'n-plus-one'));
      const counted = found.reduce((sum, { count }) => sum + count.max, 0);
      assert.equal(
        counted,
        expected - ASKED_ONCE,
        JSON.stringify(found.map(({ count, statement }) => [count, statement])),
      );
      const { name, figures } = (await server.get<TransactionsAnswer>('transactions?from=-1h'))!;
      assert.equal(figures.queriesP95[name.indexOf(WEEK)], expected);
      for (const { place } of found) {
        if (watch === 'agent') assert.match(place?.file ?? '', /serializers\/(break|slot)\.ts$/);
        else assert.equal(place, null);
      }
      assert.match(found[0]!.advice.test, /expectQueries/);
    });

    it('counts as fixed once a version without it has answered enough', async () => {
      // Enough to compare the two versions, and some more: an SDK whose queue is full drops spans.
      for (let asked = 0; asked < COMPARABLE + 7; asked++) await week(SMALL_STATION);
      await scruffy!.stop();
      scruffy = await start('2', { FIXED: '1' });
      for (let asked = 0; asked < 20; asked++) await week(SMALL_STATION);
      const fixed = await poll('the finding to be fixed', async () => {
        const all = await findings();
        return all.every(({ status }) => status === 'fixed') ? all : undefined;
      });
      assert.ok(fixed.length > 0);
      assert.ok(fixed.every(({ statusBy, lastVersion }) => statusBy === 'version' && lastVersion === '1'));
    });

    it('is called improved by the comparison of the two versions', async () => {
      const { service } = (await findings())[0]!;
      const sides = `service=${encodeURIComponent(service)}&version=2&beforeVersion=1&from=-1h`;
      const week = await poll('both versions to be worked up', async () => {
        const answer = await server.get<ComparisonAnswer>(`transactions/comparison?${sides}`);
        const row = answer?.name.indexOf(WEEK) ?? -1;
        if (answer === undefined || row === -1) return undefined;
        const [hitsBefore, hitsAfter] = [answer.beforeFigures.hits[row]!, answer.afterFigures.hits[row]!];
        return hitsBefore >= COMPARABLE && hitsAfter >= COMPARABLE ? { answer, row } : undefined;
      });
      const { answer, row } = week;
      assert.equal(
        answer.verdict[row],
        'improved',
        JSON.stringify([answer.beforeFigures, answer.afterFigures]),
      );
      assert.equal(answer.errorVerdict[row], 'same');
      assert.ok(answer.pDurations[row]! < 0.01 && answer.slowerChance[row]! < 0.1);
      // Dozens of small statements cost the app about as much as the database; which of them more is up to the machine.
      assert.ok(['app', 'db'].includes(String(answer.layer[row])), String(answer.layer[row]));
      const { markers } = (await server.get<MarkersAnswer>('markers?from=-1h'))!;
      assert.deepEqual(
        markers.map(({ version, before, source }) => [version, before, source]),
        [['2', '1', 'seen']],
      );
    });

    it('raises nothing on the app without its N+1, whatever page is asked for', async () => {
      for (let asked = 0; asked < 5; asked++) {
        for (const path of ['/', '/api/stations', `/api/week/${TODAY}?station=WHRB`]) {
          const answer = await scruffy!.get(path);
          assert.ok(answer.status < 500, `${path}: ${answer.status}`);
          await answer.arrayBuffer();
        }
      }
      const asked = new Date().toISOString();
      await poll('these requests to be worked up', async () => {
        const health = (await (await fetch(`${server.url}/api/health`)).json()) as HealthAnswer;
        const answer = await server.get<FindingsAnswer>('findings?from=-1h');
        const isDone = (answer?.derivedUntil ?? '') > asked;
        return health.derive?.waitingTraces === 0 && isDone ? true : undefined;
      });
      const { findings } = (await server.get<FindingsAnswer>('findings?from=-1h'))!;
      const raised = findings.filter(({ lastVersion }) => lastVersion !== '1');
      assert.deepEqual(
        raised.map(({ kind, transaction, evidence }) => ({ kind, transaction, evidence })),
        [],
      );
    });
  });
}
