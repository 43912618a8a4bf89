import {
  findClockSkew,
  findErrors,
  findRepeats,
  findTransactions,
  type Repeat,
  type RepeatKind,
} from '@tracebin/model';
import { useEffect, useState } from 'react';
import { outermost } from '../layout/sibling-groups.ts';
import type { Position } from '../layout/trace-layout.ts';
import type { DrawnTrace } from './folding.ts';

/** What the model finds in a trace by itself. */
export interface Insights {
  /** By folded group or loop: the repeat that its spans, or spans beneath them, are part of. */
  repeats: ReadonlyMap<number, Repeat>;
  /** By position: what a span's start is off by, as far as clocks of hosts can be told from it; 0 for most. */
  shift: Float64Array;
  /** The spans at which another clock begins, with their shift: those to warn at. */
  clockOff: ReadonlyMap<Position, number>;
  /** Where errors started. */
  origins: Position[];
}

export const REPEAT_WORDS: Record<RepeatKind, string> = {
  'n-plus-one': 'N+1',
  'duplicate-query': 'duplicate',
  'fan-out': 'fan-out',
};

/** Undefined until it is known: the waterfall is drawn first. */
export function useInsights(trace: DrawnTrace): Insights | undefined {
  const [known, setKnown] = useState<{ trace: DrawnTrace; insights: Insights }>();
  useEffect(() => {
    const timer = setTimeout(() => setKnown({ trace, insights: findInsights(trace) }), 60);
    return () => clearTimeout(timer);
  }, [trace]);
  return known?.trace === trace ? known.insights : undefined;
}

export function findInsights({ layout, groups }: DrawnTrace): Insights {
  const { tree, answer, parent } = layout;
  const transactions = findTransactions(tree, answer.spans);
  const repeats = new Map<number, Repeat>();
  for (const repeat of findRepeats(tree, transactions, answer.strings, answer.spans)) {
    for (const row of repeat.rows) {
      let at = row;
      while (at !== -1 && groups.groupOf[at] === -1) at = parent[at]!;
      // Those that cost most come first and keep their row.
      if (at === -1) continue;
      const group = groups.groupOf[at]!;
      for (const row of [group, outermost(groups, group)]) if (!repeats.has(row)) repeats.set(row, repeat);
    }
  }
  const { shift, rows } = findClockSkew(tree, answer.spans);
  return {
    repeats,
    shift,
    clockOff: new Map(rows.map((row) => [row, shift[row]!])),
    origins: findErrors(tree, answer.spans.status).map(({ row }) => row),
  };
}
