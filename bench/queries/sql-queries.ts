import type { SpanFacts } from '../ingest/span-facts.ts';
import { type Measurement, median } from '../report.ts';
import type { StoredEvents } from '../server/stored-events.ts';
import { budgetQueries } from './budget-queries.ts';
import { serverCondition } from './server-condition.ts';

export interface SqlFacts {
  startMs: number;
  endMs: number;
  traceStartMs: number;
  facts: SpanFacts;
}

/** Query of `budgetQueries` -> key of the budget it stands for. */
const KEYS: Record<string, string> = {
  'endpoints 24 h': 'endpoints',
  'heatmap 300x60': 'heatmap',
  'group by attribute, all': 'group.all',
  'group by attribute, entries': 'group.entries',
  'newest 100, frequent': 'events.frequent',
  'newest 100, rare': 'events.rare',
  'newest 100, absent': 'events.absent',
  'count last hour': 'count',
};
const BY = 'plain SQL';
const SETTINGS = 'use_query_condition_cache = 0';

/** Runs the queries in turns, the first turn to warm up, and keeps the median of each. */
export function measureSql(
  stored: StoredEvents,
  { startMs, endMs, traceStartMs, facts }: SqlFacts,
  rounds: number,
): Measurement[] {
  const minute = 60_000;
  const queries = budgetQueries({ equals: serverCondition }, 'events', {
    bin: stored.bin(),
    start: sqlTime(startMs),
    end: sqlTime(endMs),
    traceId: facts.traceId,
    traceStart: sqlTime(traceStartMs - minute),
    traceEnd: sqlTime(traceStartMs + minute),
    rareUser: facts.rareUser,
  }).filter(({ name }) => name in KEYS);
  const runs = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round++) {
    for (const { name, sql, rows } of queries) {
      const began = performance.now();
      // A repeated question would otherwise be answered from what the engine remembers of the last one.
      const answer = stored.query(`${sql} SETTINGS ${SETTINGS}`);
      const ms = performance.now() - began;
      if (!(rows ?? ((count) => count > 0))(answer.length))
        throw new Error(`${name} found ${answer.length} rows: ${sql}`);
      if (round > 0) runs.set(name, [...(runs.get(name) ?? []), ms]);
    }
  }
  return queries.map(({ name }) => ({
    key: KEYS[name]!,
    value: median(runs.get(name)!),
    by: BY,
    runs: runs.get(name)!,
  }));
}

function sqlTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 23).replace('T', ' ');
}
