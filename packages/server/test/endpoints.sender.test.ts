/**
 * The figures of endpoints against those who know better: Scruffy under its demo traffic, watched by our agent, beside a copy
 * of itself with stop watches put in by hand, and beside the log of the load driver. Both are asked about the same requests.
 *
 * A busy machine can keep the driver from its answers, or the app between two looks at a clock, for longer than what is
 * allowed here; what we would count wrongly, we would count wrongly in each round.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { LayerName, TransactionsAnswer } from '@tracebin/model';
import type { Account } from '../../../examples/scruffy-node/test/hand-timed/account.ts';
import { type DrivenScruffy, type Round, startDrivenScruffy } from './support/driven-scruffy.ts';

const MAX_ROUNDS = 3;
const SHARE_POINTS = 0.03;
const AGREEMENT = 0.02;
/** Database and app, database and view, database and another service. */
const SPLIT = ['GET /api/week/:date', 'GET /stations/:callSign/day/:date', 'GET /api/slots/:id/quote'];
const SPLIT_TRAFFIC = ['--rate', '25', '--visits', '120'];
/** Fewer requests have no p95 to speak of. */
const MIN_HITS = 20;
const FIGURES_TRAFFIC = ['--rate', '40', '--at-once', '10', '--visits', '115', '--large-week-seconds', '0'];
/** So long that 2 % of it are more than what the way of a request costs. Every request but those of nobody asks for its user. */
const USERS_DELAY_MS = 600;
const SLOW_USERS_DELAY_MS = 1_500;
const SLOW_EVERY = 5;

interface Compared {
  what: string;
  /** Both sides of it. */
  told: string;
  differs: boolean;
}

describe('the figures of endpoints', () => {
  let scruffy: DrivenScruffy;

  before(async () => {
    scruffy = await startDrivenScruffy();
  });
  after(() => scruffy?.stop());

  /**
   * Drives until each figure has agreed once.
   *
   * @param compare a text instead says why the round tells nothing
   */
  async function inSomeRound(
    traffic: string[],
    compare: (round: Round) => Compared[] | string,
  ): Promise<void> {
    let left: Compared[] | undefined;
    const told: string[] = [];
    for (let round = 1; round <= MAX_ROUNDS; round++) {
      const compared = compare(await scruffy.drive(traffic));
      if (typeof compared === 'string') {
        told.push(`round ${round}: ${compared}`);
        continue;
      }
      const now = new Map(compared.map((each) => [each.what, each]));
      left = (left ?? compared).map((each) => now.get(each.what) ?? each).filter(({ differs }) => differs);
      if (left.length === 0) return;
      told.push(`round ${round}: ${left.map(({ what, told }) => `${what} ${told}`).join(', ')}`);
    }
    assert.fail(told.join('\n'));
  }

  it('split the time as a hand-timed copy of the app does, within 3 points', async () => {
    await inSomeRound(SPLIT_TRAFFIC, ({ accounts, answer }) => {
      const compared: Compared[] = [];
      for (const name of SPLIT) {
        const row = rowOf(answer, name);
        const byHand = accounts.filter((each) => each.name === name);
        assert.equal(answer.figures.hits[row], byHand.length, name);
        const sum = (part: keyof Omit<Account, 'name'>) =>
          byHand.reduce((total, each) => total + each[part], 0);
        const total = sum('totalMs');
        const parts: [LayerName, number][] = [
          ['db', sum('dbMs')],
          ['view', sum('viewMs')],
          ['http', sum('httpMs')],
        ];
        parts.push(['app', total - parts.reduce((all, [, each]) => all + each, 0)]);
        for (const [layer, ms] of parts) {
          const share = answer.figures.layers[layer][row]! / answer.figures.total[row]!;
          compared.push({
            what: `${layer} of ${name}`,
            told: `${share.toFixed(3)}, by hand ${(ms / total).toFixed(3)}`,
            differs: Math.abs(share - ms / total) > SHARE_POINTS,
          });
        }
      }
      return compared;
    });
  });

  it('agree with the log of the load driver: hits, median and p95 within 2 %', async () => {
    let asked = 0;
    scruffy.database.delayMs = (sent) => {
      if (!sent.includes('FROM users')) return 0;
      return ++asked % SLOW_EVERY === 0 ? SLOW_USERS_DELAY_MS : USERS_DELAY_MS;
    };
    await inSomeRound(FIGURES_TRAFFIC, ({ seen, answer }) => {
      const compared: Compared[] = [];
      const known = [...seen].filter(([, all]) => all.length >= MIN_HITS);
      // What the users choose hangs together with who is still waiting for an answer.
      if (known.length < 3) return `${known.length} endpoints were asked for often enough`;
      for (const [name, all] of known) {
        const row = rowOf(answer, name);
        assert.equal(answer.figures.hits[row], all.length, name);
        for (const [what, level] of [
          ['median', 0.5],
          ['p95', 0.95],
        ] as const) {
          const ms = answer.figures[what][row]! / 1e6;
          const expected = nearestRank(all, level);
          compared.push({
            what: `${what} of ${name}`,
            told: `${ms.toFixed(1)} ms, the driver saw ${expected.toFixed(1)}`,
            differs: Math.abs(ms - expected) > expected * AGREEMENT,
          });
        }
      }
      return compared;
    });
  });
});

function rowOf(answer: TransactionsAnswer, name: string): number {
  const row = answer.name.indexOf(name);
  assert.notEqual(row, -1, `${name} is not among ${answer.name.join(', ')}`);
  return row;
}

function nearestRank(values: readonly number[], level: number): number {
  return [...values].sort((a, b) => a - b)[Math.ceil(values.length * level) - 1]!;
}
