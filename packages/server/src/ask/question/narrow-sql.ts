import type { Condition } from '@tracebin/model';
import { BadRequestError } from '../../errors.ts';
import { eventTimeCondition } from '../event-time-condition.ts';
import { parseTime } from '../time-range.ts';
import { parseTraceId } from '../trace-id.ts';
import { checkCondition } from './check-condition.ts';
import { conditionSql } from './condition-sql.ts';
import type { RowSource } from './row-source.ts';

/** A part of a question's events: everything given must hold. */
export interface Narrowing {
  from?: string | undefined;
  to?: string | undefined;
  range?: { column: string; min?: number; max?: number } | undefined;
  group?: readonly { column: string; value: string | null }[] | undefined;
  condition?: Condition | undefined;
  traceIds?: readonly string[] | undefined;
}

const MAX_TRACES = 1_000;

/** @throws BadRequestError `bad-time`, `bad-selection`, `bad-trace-id` */
export function narrowSql(narrowing: Narrowing, source: RowSource, nowMs = Date.now()): string[] {
  const { fields } = source;
  const { bound } = fields;
  const now = BigInt(Math.trunc(nowMs)) * 1_000_000n;
  const { range, group = [], condition, traceIds } = narrowing;
  const where: string[] = [];
  if (narrowing.from !== undefined || narrowing.to !== undefined) {
    const from = narrowing.from === undefined ? 0n : parseTime(narrowing.from, 'from', now);
    const to = narrowing.to === undefined ? undefined : parseTime(narrowing.to, 'to', now) - 1n;
    if (source.table === 'events') where.push(eventTimeCondition(from, to, bound));
    else
      where.push(
        `time >= ${bound.addTime(from)}`,
        ...(to === undefined ? [] : [`time <= ${bound.addTime(to)}`]),
      );
  }
  if (range !== undefined) {
    const { number, many } = fields.field(range.column);
    const between = (value: string) => [
      ...(range.min === undefined ? [] : [`${value} >= ${bound.add('Float64', range.min)}`]),
      ...(range.max === undefined ? [] : [`${value} < ${bound.add('Float64', range.max)}`]),
    ];
    const all = between(number);
    if (many !== undefined) {
      where.push(`arrayExists(x -> ${between('x').join(' AND ') || 'true'}, ${many([], []).numbers})`);
    } else if (all.length === 0) where.push(`isNotNull(${number})`);
    else where.push(...all.map((each) => `ifNull(${each}, false)`));
  }
  for (const { column, value } of group) {
    if (value !== null && typeof value !== 'string') {
      throw new BadRequestError('bad-selection', 'A value of "group" is text, or null.');
    }
    const { many } = fields.field(column);
    if (many !== undefined && !source.isInSeveralGroups) {
      const { texts } = many([], []);
      where.push(value === null ? `empty(${texts})` : `has(${texts}, ${bound.add('String', value)})`);
      continue;
    }
    const text = source.groupText(column);
    where.push(value === null ? `isNull(${text})` : `ifNull(${text} = ${bound.add('String', value)}, false)`);
  }
  if (condition !== undefined) {
    checkCondition(condition);
    where.push(conditionSql(condition, source.scope));
  }
  if (traceIds !== undefined) {
    if (traceIds.length === 0 || traceIds.length > MAX_TRACES) {
      throw new BadRequestError('bad-selection', `"traceIds" takes 1 to ${MAX_TRACES} traces.`);
    }
    where.push(`trace_id IN ${bound.addTraceIds(traceIds.map(parseTraceId))}`);
  }
  return where;
}
