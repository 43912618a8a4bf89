/** A pattern of more different things than this is no pattern that anybody reads as one. */
const MAX_IN_TURN = 8;
/** More than spans of any trace. */
const MAX_GROUPS = 2 ** 26;

/**
 * Which groups of alike siblings belong to one loop, because their spans come in turn:
 *
 *     programme slots booking spot booking spot programme slots booking ...      one loop of four groups
 *     a a a a a a b b b b b b                                                    two loops, one after the other
 *
 * Two groups take turns when the one follows the other directly at least half as often as the rarer of them runs. How often
 * each runs in a turn does not matter, so loops in loops are one.
 *
 * @param sequence the group of each sibling that has one, by start
 * @param least so many turns are needed
 * @returns loops of two groups and more; each group is in one at most
 */
export function takeTurns(sequence: readonly number[], least: number): number[][] {
  const sizes = new Map<number, number>();
  const turns = new Map<number, { a: number; b: number; count: number }>();
  for (const [index, group] of sequence.entries()) {
    sizes.set(group, (sizes.get(group) ?? 0) + 1);
    const before = sequence[index - 1];
    if (before === undefined || before === group) continue;
    const [a, b] = before < group ? [before, group] : [group, before];
    const key = a * MAX_GROUPS + b;
    const pair = turns.get(key);
    if (pair === undefined) turns.set(key, { a, b, count: 1 });
    else pair.count++;
  }
  const loopOf = new Map<number, number[]>();
  const loop = (group: number) => loopOf.get(group) ?? [group];
  // Those that take turns most often first: where there are too many for one loop, the closest stay together.
  for (const { a, b, count } of [...turns.values()].sort((x, y) => y.count - x.count || x.a - y.a)) {
    if (count < Math.max(least, Math.min(sizes.get(a)!, sizes.get(b)!) / 2)) continue;
    if (loop(a) === loopOf.get(b) || loop(a).length + loop(b).length > MAX_IN_TURN) continue;
    const joined = [...loop(a), ...loop(b)];
    for (const group of joined) loopOf.set(group, joined);
  }
  return [...new Set(loopOf.values())].map((groups) => groups.sort((a, b) => a - b));
}
