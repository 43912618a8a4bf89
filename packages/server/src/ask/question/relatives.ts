import type { Relation } from '@tracebin/model';
import type { BoundValues } from '../bound-values.ts';
import { eventTimeCondition } from '../event-time-condition.ts';

/** How far around a range the spans of its traces lie. Nanoseconds since the epoch; both ends inside. */
export interface Reach {
  near: { from: bigint; to: bigint };
  /** Traces that have spans outside of `near`; undefined where there are none. */
  far?: {
    from: bigint;
    to: bigint;
    /** Hex; undefined where there are too many to name, and all spans of the stretch are looked at. */
    traceIds: readonly string[] | undefined;
  };
}

/** The spans in which those related to a question's rows are looked for. */
export class Relatives {
  /** WHERE of each part; no span is in two of them. */
  readonly #parts: string[];

  /** @param ofBin condition on bin and type */
  constructor(ofBin: string, { near, far }: Reach, bound: BoundValues) {
    this.#parts = [`${ofBin} AND ${eventTimeCondition(near.from, near.to, bound)}`];
    if (far === undefined) return;
    const beyond = `(time < ${bound.addTime(near.from)} OR time > ${bound.addTime(near.to)})`;
    const named = far.traceIds === undefined ? [] : [`trace_id IN ${bound.addTraceIds(far.traceIds)}`];
    this.#parts.push([ofBin, eventTimeCondition(far.from, far.to, bound), beyond, ...named].join(' AND '));
  }

  /** @returns a SELECT in parentheses */
  select(columns: string, conditions: readonly string[]): string {
    const selects = this.#parts.map(
      (part) => `SELECT ${columns} FROM events WHERE ${[part, ...conditions].join(' AND ')}`,
    );
    return `(${selects.join('\n    UNION ALL ')})`;
  }
}

export const NO_PARENT = "toFixedString('', 8)";
/** Spans without parent are entries, which the table is sorted by: an eighth of it is read. */
export const IS_ROOT: readonly string[] = ['entry', `parent_span_id = ${NO_PARENT}`];

/** That there is such a span which meets all of these. */
export function isRelated(relation: Relation, conditions: readonly string[], relatives: Relatives): string {
  switch (relation) {
    case 'parent':
      return `((trace_id, parent_span_id) IN ${relatives.select('trace_id, span_id', conditions)})`;
    case 'child':
      return `((trace_id, span_id) IN ${relatives.select('trace_id, parent_span_id', [`parent_span_id != ${NO_PARENT}`, ...conditions])})`;
    case 'root':
      return `(trace_id IN ${relatives.select('trace_id', [...IS_ROOT, ...conditions])})`;
    case 'any':
    case 'none':
      return `(trace_id IN ${relatives.select('trace_id', conditions)})`;
  }
}
