import { buildTree, StatusCode, type TraceAnswer, type TraceTree, TreeIssue } from '@tracebin/model';
import { type SelfSegments, selfSegments } from './self-segments.ts';

/** A place in the columns of a `TraceLayout`: the row of a span in the tree, as if everything was open. */
export type Position = number;

/**
 * A trace in the order in which it is drawn. Every column has one entry a span, at its position in the tree
 * (parents before children, siblings by start), so that all spans beneath one are the positions up to
 * `subtreeEnd`, and folding a span is a jump.
 */
export interface TraceLayout {
  answer: TraceAnswer;
  tree: TraceTree;
  count: number;
  /** Where the span stands in the columns of the answer. */
  span: Int32Array;
  /** -1 for a root and for a span whose parent has not arrived. */
  parent: Int32Array;
  depth: Int32Array;
  /** First position after the span and everything beneath it. */
  subtreeEnd: Int32Array;
  /** Nanoseconds from the start of the trace. `end` is never before `start`, whatever was sent. */
  start: Float64Array;
  end: Float64Array;
  layer: Uint8Array;
  /** 1 where the span's own status is an error. */
  failed: Uint8Array;
  /** How many spans failed, and how many name a parent that has not arrived. */
  errors: number;
  orphans: number;
  /** From the start of the trace to the end of its last span. */
  duration: number;
  self: SelfSegments;
}

/** Puts the columns of an answer in the order of the tree. */
export function traceLayout(answer: TraceAnswer): TraceLayout {
  const columns = answer.spans;
  const tree = buildTree(columns);
  const { count, order, start } = tree;
  const end = new Float64Array(count);
  const layer = new Uint8Array(count);
  const failed = new Uint8Array(count);
  let duration = Math.max(0, answer.duration);
  let orphans = 0;
  let errors = 0;
  for (let at = 0; at < count; at++) {
    const span = order[at]!;
    end[at] = Math.max(start[at]!, tree.end[at]!);
    if (end[at]! > duration) duration = end[at]!;
    layer[at] = columns.layer[span]!;
    if (columns.status[span] === StatusCode.error) {
      failed[at] = 1;
      errors++;
    }
    if ((tree.issues[span]! & TreeIssue.missingParent) !== 0) orphans++;
  }
  return {
    answer,
    tree,
    count,
    span: order,
    parent: tree.parent,
    depth: tree.depth,
    subtreeEnd: tree.subtreeEnd,
    start,
    end,
    layer,
    failed,
    errors,
    orphans,
    duration,
    self: selfSegments(start, end, tree.subtreeEnd),
  };
}

/** Bits of `TreeIssue` of the span at `at`. */
export const issuesAt = (layout: TraceLayout, at: Position): number => layout.tree.issues[layout.span[at]!]!;
