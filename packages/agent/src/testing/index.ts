/**
 * Pins the number of queries of a piece of code, in any test runner:
 *
 *     import { expectQueries } from '@tracebin/agent/testing';   // before the database driver
 *     await expectQueries({ max: 5 }, () => fetch(`${url}/orders`));
 *
 * Queries are counted wherever the code leads inside this process: through promises, pools, and HTTP requests to a
 * server that the test started itself. Two calls that run side by side count their own queries only.
 */
import { describeGroup, type QueryGroup, QueryGroups } from '../develop/query-groups.ts';
import { startAgent } from '../start.ts';
import { namesTable } from './names-table.ts';

// At once, so that libraries loaded from here on are watched.
const agent = startAgent({ onlyObserve: true });

export interface QueryExpectation {
  /** At most so many queries. */
  max?: number;
  /** Exactly so many queries. */
  exact?: number;
  /** At most so many executions of any one statement: 1 finds every repetition. */
  maxPerStatement?: number;
  /** At most so many queries that name this table, by table: `slots` in any schema, quoted or not; `public.slots` in its own. */
  maxPerTable?: Record<string, number>;
}

/** Thrown when there were other queries than expected; says which, how often, and where in the code. */
export class UnexpectedQueriesError extends Error {
  override readonly name = 'UnexpectedQueriesError';
  readonly code = 'ERR_ASSERTION';
}

/**
 * Runs `work` and resolves with its result.
 * @throws {UnexpectedQueriesError} when its queries are not as expected; whatever `work` throws, unchanged
 */
export async function expectQueries<T>(expected: QueryExpectation, work: () => T | Promise<T>): Promise<T> {
  refuseNonsense(expected);
  if (agent === undefined)
    throw new Error('the agent could not be started, so that queries cannot be counted');
  return agent.inTrace('expectQueries', async (traceId) => {
    const groups = new QueryGroups();
    const stop = agent.observe((span) => {
      if (span.traceIdHex() === traceId) groups.add(span);
    });
    try {
      const result = await work();
      const complaint = complaintOf(expected, groups);
      if (complaint) throw new UnexpectedQueriesError(message(complaint, groups.list()));
      return result;
    } finally {
      stop();
    }
  });
}

function refuseNonsense(expected: QueryExpectation): void {
  const { max, exact, maxPerStatement, maxPerTable } = expected;
  const numbers = [max, exact, maxPerStatement, ...Object.values(maxPerTable ?? {})];
  const given = numbers.filter((number) => number !== undefined);
  if (given.length === 0 || given.some((number) => !Number.isInteger(number) || number < 0))
    throw new TypeError('expectQueries needs max, exact, maxPerStatement or maxPerTable: numbers from 0 up');
}

function complaintOf(expected: QueryExpectation, groups: QueryGroups): string | undefined {
  const { max, exact, maxPerStatement, maxPerTable = {} } = expected;
  const { count } = groups;
  if (exact !== undefined && count !== exact) return `${queries(count)} instead of exactly ${exact}`;
  if (max !== undefined && count > max) return `${queries(count)} instead of at most ${max}`;
  const most = groups.list()[0];
  if (maxPerStatement !== undefined && most !== undefined && most.count > maxPerStatement)
    return `a statement ran ${most.count} times instead of at most ${maxPerStatement}`;
  for (const [table, limit] of Object.entries(maxPerTable)) {
    const ofTable = groups
      .list()
      .filter(({ summary }) => namesTable(summary, table))
      .reduce((sum, group) => sum + group.count, 0);
    if (ofTable > limit) return `${queries(ofTable)} on ${table} instead of at most ${limit}`;
  }
  return undefined;
}

function message(complaint: string, groups: QueryGroup[]): string {
  return [`${complaint}:`, ...groups.map((group) => `  ${describeGroup(group)}`)].join('\n');
}

function queries(count: number): string {
  return count === 1 ? '1 query' : `${count} queries`;
}
