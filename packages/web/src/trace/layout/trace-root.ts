import { issuesAt, type Position, type TraceLayout } from './trace-layout.ts';

/** The span that stands for the trace: the first one without a parent, or the first where that has not arrived. */
export function rootOf(layout: TraceLayout): { at: Position; service: string; name: string } {
  const { answer, tree, span } = layout;
  let at = 0;
  for (const root of tree.roots) {
    if (issuesAt(layout, root) === 0) {
      at = root;
      break;
    }
  }
  const i = span[at];
  if (i === undefined) return { at: 0, service: '', name: 'Empty trace' };
  return {
    at,
    service: answer.strings[answer.spans.service[i]!] ?? '',
    name: answer.strings[answer.spans.name[i]!] ?? '',
  };
}

/**
 * The span whose end the critical path leads to: the root, or what goes on after the root has ended (a gateway gives
 * up at 10 s, the request behind it ends at 20 s, and that is what is slow).
 */
export function slowestRoot(layout: TraceLayout): Position {
  const { subtreeEnd, end } = layout;
  let at = rootOf(layout).at;
  for (;;) {
    let latest = at;
    for (let child = at + 1; child < subtreeEnd[at]!; child = subtreeEnd[child]!) {
      if (end[child]! > end[latest]!) latest = child;
    }
    if (latest === at) return at;
    at = latest;
  }
}
