import { EngineError } from '../../store/engine/engine-error.ts';

/**
 * How rows find their parents. By the `whole` ids of trace and span, a question that joins millions of rows takes a fifth
 * more CPU than by one number made of both, the `short` way. Two spans may share that number, so a value is only used where
 * it is sure to come from the span that was meant; else the statement fails, and is asked by whole ids (`sharesShortId`).
 */
export type KinIds = 'whole' | 'short';

export interface ParentIds {
  /** As which they are read from the spans that may be parents, for SELECT. */
  columns: string;
  /** For ON; the rows are `here`. */
  on: string;
  /** A column of the parent, sure to be of the right one. */
  sure(column: string): string;
}

/** @param parentId of a row, the span that it stands in */
export function parentIds(ids: KinIds, parentId: string): ParentIds {
  if (ids === 'whole') {
    return {
      columns: 'trace_id AS parent_trace, span_id AS parent_span',
      on: `here.trace_id = parent_trace AND ${parentId} = parent_span`,
      sure: (column) => column,
    };
  }
  const fail = (when: string) => `throwIf(${when}, '${SHARED}')`;
  // Where the numbers and the traces are equal, so are the spans. Zero is what rows without parent have.
  const isOther = `parent_trace != 0 AND parent_trace != ${NUMBER_OF_TRACE}`;
  return {
    columns: `${shortId('trace_id', 'span_id')} AS parent_key, bitOr(${NUMBER_OF_TRACE}, ${fail(`${NUMBER_OF_TRACE} = 0`)}) AS parent_trace`,
    on: `${shortId('here.trace_id', parentId)} = parent_key`,
    // A condition beside it would be worked out for those rows alone that meet all others, so the value itself depends on it.
    sure: (column) => `tupleElement(tuple(${column}, ${fail(isOther)}), 1)`,
  };
}

/** The statement that failed has to be asked by whole ids. */
export const sharesShortId = (error: unknown): boolean =>
  error instanceof EngineError && error.engineCode === THROWN && error.message.includes(SHARED);

const SHARED = 'two spans share a short id';
/** ClickHouse's number of what `throwIf` throws. */
const THROWN = 395;
const NUMBER_OF_TRACE = `reinterpret(trace_id, 'UInt128')`;
const shortId = (trace: string, span: string): string =>
  `cityHash64(${trace}) + reinterpret(${span}, 'UInt64')`;
