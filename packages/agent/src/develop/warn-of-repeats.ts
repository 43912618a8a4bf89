/** `TRACEBIN_DEV=1`: an N+1 is said in the terminal when its request ends, once for each place in the code. */
import type { SpanObserver } from '../record/watched-sink.ts';
import { describeGroup, QueryGroups } from './query-groups.ts';

/** From here on, repetitions are worth a line; the number from which the server calls them an N+1. */
const REPEATS = 5;

export function warnOfRepeats(warn: (message: string) => void): SpanObserver {
  const running = new WeakMap<object, QueryGroups>();
  const said = new Set<string>();
  return (span) => {
    const { transaction } = span;
    if (transaction === undefined) return;
    let groups = running.get(transaction);
    if (groups === undefined) {
      groups = new QueryGroups();
      running.set(transaction, groups);
    }
    groups.add(span);
    if (span !== transaction.first) return;
    running.delete(transaction);
    for (const group of groups.list()) {
      if (group.count < REPEATS) break;
      const what = [...group.places.keys()][0] ?? group.text;
      if (said.has(what)) continue;
      said.add(what);
      warn(`N+1: ${describeGroup(group)} in ${span.name}`);
    }
  };
}
