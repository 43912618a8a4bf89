import type { Dataset, Relation } from '@tracebin/model';
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
  /** All traces of the question's rows, hex, where they are few. */
  traceIds?: readonly string[];
  /** True where the rows are so many that their traces are most of those within reach. */
  isWide?: boolean;
}

/** Id of the span that a row stands in: the parent of a span, the span that a log record or custom event was written in. */
const PARENT_ID: Record<Dataset, string> = {
  spans: 'parent_span_id',
  transactions: 'parent_span_id',
  logs: 'span_id',
  events: 'span_id',
  all: 'if(type = 0, parent_span_id, span_id)',
};

/** The spans in which those related to a question's rows are looked for. */
export class Relatives {
  /** Of a row of the question, as SQL. */
  readonly parentId: string;
  /** WHERE of each part; no span is in two of them. */
  readonly #parts: string[];
  readonly #reach: Reach;

  /** @param ofBin condition on bin and type of those spans */
  constructor(dataset: Dataset, ofBin: string, reach: Reach, bound: BoundValues) {
    this.parentId = PARENT_ID[dataset];
    this.#reach = reach;
    const { near, far } = reach;
    const oneOf = (ids: readonly string[] | undefined) =>
      ids === undefined ? [] : [`trace_id IN ${bound.addTraceIds(ids)}`];
    this.#parts = [
      [ofBin, eventTimeCondition(near.from, near.to, bound), ...oneOf(reach.traceIds)].join(' AND '),
    ];
    if (far === undefined) return;
    const beyond = `(time < ${bound.addTime(near.from)} OR time > ${bound.addTime(near.to)})`;
    this.#parts.push(
      [ofBin, eventTimeCondition(far.from, far.to, bound), beyond, ...oneOf(far.traceIds)].join(' AND '),
    );
  }

  /** Conditions that leave out the spans of other traces than those of these rows; none where they are left out already. */
  ofTraces(rows: string): string[] {
    return this.#reach.traceIds === undefined ? [`trace_id IN (SELECT trace_id FROM ${rows})`] : [];
  }

  /** The same for roots, of which there are few: finding out the traces of many rows costs more than it saves. */
  ofRootsOf(rows: string): string[] {
    return this.#reach.isWide === true ? [] : this.ofTraces(rows);
  }

  /**
   * Conditions that leave out most spans which are no children of these rows (or of their traces), where a join will tell
   * exactly. Half an id is enough for that, and a list of numbers is looked through in a third of the time.
   */
  ofManyOf(rows: string, isChild: boolean): string[] {
    if (this.#reach.isWide === true) return [];
    return isChild
      ? [`reinterpret(parent_span_id, 'UInt64') IN (SELECT reinterpret(span_id, 'UInt64') FROM ${rows})`]
      : this.ofTraces(rows);
  }

  /**
   * The same for the parents of these rows: database spans of a day by their parent's name, 3.4 of 10 million, took 2.5 to
   * 3.5 s of CPU so, and 4.6 to 5.0 s with whole ids of span and trace.
   */
  ofParentsOf(rows: string): string {
    return `reinterpret(span_id, 'UInt64') IN (SELECT reinterpret(${this.parentId}, 'UInt64') FROM ${rows})`;
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
      return `((trace_id, ${relatives.parentId}) IN ${relatives.select('trace_id, span_id', conditions)})`;
    case 'child':
      return `((trace_id, span_id) IN ${relatives.select('trace_id, parent_span_id', [`parent_span_id != ${NO_PARENT}`, ...conditions])})`;
    case 'root':
      return `(trace_id IN ${relatives.select('trace_id', [...IS_ROOT, ...conditions])})`;
    case 'any':
    case 'none':
      return `(trace_id IN ${relatives.select('trace_id', conditions)})`;
  }
}
