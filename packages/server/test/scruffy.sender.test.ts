/** The example application with its N+1, watched by the plain OpenTelemetry SDK and by our agent, all as real processes. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import {
  type ComparisonAnswer,
  type Finding,
  type FindingsAnswer,
  fingerprintSql,
  type HealthAnswer,
  type MarkersAnswer,
  type TransactionsAnswer,
} from '@tracebin/model';
import { connectDatabase } from '../../../examples/scruffy-node/src/db/database.ts';
import { type RunningPostgres, startPostgres } from '../../../examples/scruffy-node/src/db/postgres.ts';
import { SMALL_STATIONS } from '../../../examples/scruffy-node/src/db/seed-names.ts';
import { type FarService, startFarService } from '../../../examples/scruffy-node/test/far-service.ts';
import {
  type RunningScruffy,
  startScruffy,
  TODAY,
} from '../../../examples/scruffy-node/test/running-scruffy.ts';
import { poll } from './senders/poll.ts';
import { type RunningServer, startServer } from './senders/running-server.ts';
import { runDemoTraffic } from './support/demo-traffic.ts';

const WEEK = 'GET /api/week/:date';
/** One for the station, one for the breaks: these two do not repeat. */
const ASKED_ONCE = 2;
/** Its week asks some fifty statements, and takes no seconds. */
const SMALL_STATION = SMALL_STATIONS[0]![0]!;
/** Requests on each side. The first ones of a new process are its slowest: with few of the rest they say little. */
const ASKED = 30;
/** An SDK whose export takes too long drops spans; 15 are what a comparison needs. */
const COMPARED = 25;
const ASKED_AT_ONCE = 5;
/** The database is a few milliseconds away, as in another building: what a statement costs is not left to this machine. */
const FAR_MS = 4;
/**
 * Of the traffic on a clean app. Where a machine has no time for the app for half a second, that is a gap and found as one; what
 * were found without a reason would be found in each round.
 */
const MAX_ROUNDS = 3;
const CLEAN_TRAFFIC = ['--rate', '40', '--visits', '150', '--large-week-seconds', '2'];

const SERIALIZERS = new URL('../../../examples/scruffy-node/src/serializers/', import.meta.url);
/** Of a call of `db.query` with its statement. */
const MAX_CALL_LINES = 4;

interface WeekJson {
  breaks: { slots: { booking: unknown }[] }[];
}

/** What the week makes the driver ask: two a break, one a slot, two more where it is booked. */
function statementsOf({ breaks }: WeekJson): number {
  const slots = breaks.flatMap((each) => each.slots);
  return ASKED_ONCE + 2 * breaks.length + slots.length + 2 * slots.filter(({ booking }) => booking).length;
}

/** Whether it is this very line of Scruffy's own files that asks one of these statements. */
function asksInScruffy({ file, line }: { file: string; line: number }, statements: string): boolean {
  const [, name] = /serializers\/(break|slot)\.ts$/.exec(file) ?? [];
  if (name === undefined) return false;
  const lines = readFileSync(new URL(`${name}.ts`, SERIALIZERS), 'utf8').split('\n');
  const call = lines.slice(line - 1, line + MAX_CALL_LINES).join(' ');
  return (
    /await db\.query/.test(lines[line - 1]!) &&
    statements.split(';\n').some((each) => call.includes(/FROM \w+/.exec(each)![0]))
  );
}

for (const watch of ['opentelemetry', 'agent'] as const) {
  describe(`Scruffy, watched by ${watch === 'agent' ? 'our agent' : 'the OpenTelemetry SDK'}`, () => {
    let server: RunningServer;
    let postgres: RunningPostgres;
    let far: FarService;
    let database: ReturnType<typeof connectDatabase>;
    let scruffy: RunningScruffy | undefined;
    const start = (version: string, env: NodeJS.ProcessEnv = {}) =>
      startScruffy({
        WATCH: watch,
        DATABASE_URL: far.url,
        OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
        OTEL_RESOURCE_ATTRIBUTES: `service.version=${version}`,
        ...env,
      });
    const repeats = async (): Promise<Finding[]> => {
      const answer = await server.get<FindingsAnswer>('findings?from=-1h&kind=n-plus-one');
      return answer?.findings.filter(({ transaction }) => transaction === WEEK) ?? [];
    };
    const week = async (station = 'WHRB'): Promise<WeekJson> => {
      const answer = await scruffy!.get(`/api/week/${TODAY}?station=${station}`);
      assert.equal(answer.status, 200);
      return (await answer.json()) as WeekJson;
    };

    /** As often as it takes to compare two versions. */
    const weeks = async (): Promise<void> => {
      for (let asked = 0; asked < ASKED; asked += ASKED_AT_ONCE)
        await Promise.all(Array.from({ length: ASKED_AT_ONCE }, () => week(SMALL_STATION)));
    };

    before(async () => {
      const counting = { shared_preload_libraries: 'pg_stat_statements' };
      [server, postgres] = await Promise.all([startServer(), startPostgres(0, counting)]);
      far = await startFarService(postgres.url);
      database = connectDatabase(postgres.url, 1);
      await database.query('CREATE EXTENSION pg_stat_statements');
      scruffy = await start('1');
    });
    after(async () => {
      await scruffy?.stop();
      await Promise.all([database?.end(), far?.close()]);
      await Promise.all([postgres?.stop(), server.stop()]);
      server.remove();
    });

    /** How often Postgres says that it ran each statement since it was told to forget what it ran before. */
    async function countedByPostgres(): Promise<Map<string, number>> {
      const { rows } = await database.query<{ query: string; calls: string }>(
        'SELECT query, calls FROM pg_stat_statements',
      );
      const counts = new Map<string, number>();
      for (const { query, calls } of rows) {
        const { text } = fingerprintSql(query);
        counts.set(text, (counts.get(text) ?? 0) + Number(calls));
      }
      return counts;
    }

    it('has its N+1 found with exactly the number of statements that Postgres and the driver counted', async () => {
      await database.query('SELECT pg_stat_statements_reset()');
      const expected = statementsOf(await week());
      assert.ok(expected > 4_000, `${expected} statements`);
      const found = await poll('the N+1', async () => {
        const all = await repeats();
        return all.length > 0 ? all : undefined;
      });
      const counted = found.reduce((sum, { count }) => sum + count.max, 0);
      assert.equal(
        counted,
        expected - ASKED_ONCE,
        JSON.stringify(found.map(({ count, statement }) => [count, statement])),
      );
      const byPostgres = await countedByPostgres();
      for (const { count, statement } of found) {
        const ran = statement.split(';\n').map((each) => byPostgres.get(each) ?? 0);
        assert.equal(
          count.max,
          ran.reduce((sum, calls) => sum + calls, 0),
          statement,
        );
      }
      const { name, figures } = (await server.get<TransactionsAnswer>('transactions?from=-1h'))!;
      assert.equal(figures.queriesP95[name.indexOf(WEEK)], expected);
      for (const { place, statement } of found) {
        if (watch === 'agent')
          assert.ok(asksInScruffy(place!, statement), JSON.stringify([place, statement]));
        else assert.equal(place, null);
      }
      assert.match(found[0]!.advice.test, /expectQueries/);
    });

    it('counts as fixed once a version without it has answered enough', async () => {
      far.delayMs = () => FAR_MS;
      await weeks();
      await scruffy!.stop();
      scruffy = await start('2', { FIXED: '1' });
      await weeks();
      const fixed = await poll('the finding to be fixed', async () => {
        const all = await repeats();
        if (all.every(({ status }) => status === 'fixed')) return all;
        // An SDK that has lost spans on the way makes up for it: people go on asking.
        await week(SMALL_STATION);
        return undefined;
      });
      assert.ok(fixed.length > 0);
      assert.ok(fixed.every(({ statusBy, lastVersion }) => statusBy === 'version' && lastVersion === '1'));
    });

    it('is called improved by the comparison of the two versions', async () => {
      const { service } = (await repeats())[0]!;
      const sides = `service=${encodeURIComponent(service)}&version=2&beforeVersion=1&from=-1h`;
      const week = await poll('both versions to be worked up', async () => {
        const answer = await server.get<ComparisonAnswer>(`transactions/comparison?${sides}`);
        const row = answer?.name.indexOf(WEEK) ?? -1;
        if (answer === undefined || row === -1) return undefined;
        const [hitsBefore, hitsAfter] = [answer.beforeFigures.hits[row]!, answer.afterFigures.hits[row]!];
        return hitsBefore >= COMPARED && hitsAfter >= COMPARED ? { answer, row } : undefined;
      });
      const { answer, row } = week;
      assert.equal(
        answer.verdict[row],
        'improved',
        JSON.stringify([answer.beforeFigures, answer.afterFigures]),
      );
      assert.equal(answer.errorVerdict[row], 'same');
      const [chance, slower] = [answer.pDurations[row]!, answer.slowerChance[row]!];
      assert.ok(chance < 0.01 && slower < 0.1, `p ${chance}, slower with a chance of ${slower}`);
      // Dozens of small statements cost the app about as much as the database; which of them more is up to the machine.
      assert.ok(['app', 'db'].includes(String(answer.layer[row])), String(answer.layer[row]));
      const { markers } = (await server.get<MarkersAnswer>('markers?from=-1h'))!;
      assert.deepEqual(
        markers.map(({ version, before, source }) => [version, before, source]),
        [['2', '1', 'seen']],
      );
    });

    it('raises nothing on the app without its N+1 under its demo traffic', async () => {
      const told: string[] = [];
      for (let round = 1; round <= MAX_ROUNDS; round++) {
        const from = new Date().toISOString();
        await runDemoTraffic(scruffy!.url, CLEAN_TRAFFIC);
        const until = new Date().toISOString();
        const answer = await poll('these requests to be worked up', async () => {
          const health = (await (await fetch(`${server.url}/api/health`)).json()) as HealthAnswer;
          const answer = await server.get<FindingsAnswer>(`findings?from=${from}`);
          return health.derive?.waitingTraces === 0 && (answer?.derivedUntil ?? '') > until
            ? answer
            : undefined;
        });
        if (answer.findings.length === 0) return;
        const raised = answer.findings.map(({ kind, transaction, evidence }) => [
          kind,
          transaction,
          evidence,
        ]);
        told.push(`round ${round}: ${JSON.stringify(raised)}`);
      }
      assert.fail(told.join('\n'));
    });
  });
}
