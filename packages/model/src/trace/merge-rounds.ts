import type { Row } from './build-tree.ts';

/** Runs of one statement under one path in one transaction, by start. */
export interface RepeatedStatement {
  shape: number;
  path: number;
  rows: Row[];
}

/** Statements that begin close together are tried against each other; this many at most, to stay linear. */
const MAX_TRIED = 64;

/**
 * Puts statements that take turns into one round. Between two runs of the rarer statement stand equally many of the
 * other, each time:
 *
 *     a b b  a b b  a b b        a: 3 runs, b: 6; always 2 of b after each a
 */
export function mergeRounds(
  statements: readonly RepeatedStatement[],
  start: Float64Array,
  maxRound: number,
): RepeatedStatement[][] {
  const byFirst = [...statements].sort(
    (a, b) => start[a.rows[0]!]! - start[b.rows[0]!]! || a.rows[0]! - b.rows[0]!,
  );
  if (byFirst.length < 2) return byFirst.map((statement) => [statement]);
  const position = new Map(byFirst.map((statement, at) => [statement, at]));
  const taken = new Set<RepeatedStatement>();
  const rounds: RepeatedStatement[][] = [];
  for (const base of [...byFirst].sort((a, b) => a.rows.length - b.rows.length)) {
    if (taken.has(base)) continue;
    taken.add(base);
    const round = [base];
    let size = 1;
    const at = position.get(base)!;
    const near = byFirst.slice(Math.max(0, at - MAX_TRIED / 2), at + MAX_TRIED / 2);
    for (const other of near) {
      const perRound = other.rows.length / base.rows.length;
      if (taken.has(other) || !Number.isInteger(perRound) || size + perRound > maxRound) continue;
      if (!takesTurns(base.rows, other.rows, perRound, start)) continue;
      taken.add(other);
      round.push(other);
      size += perRound;
    }
    rounds.push(round.sort((a, b) => position.get(a)! - position.get(b)!));
  }
  return rounds;
}

function takesTurns(
  base: readonly Row[],
  other: readonly Row[],
  perRound: number,
  start: Float64Array,
): boolean {
  return startsRounds(base, other, perRound, start) || endsRounds(base, other, perRound, start);
}

/** Each run of `base` is followed by its runs of `other`, before the next begins. */
function startsRounds(
  base: readonly Row[],
  other: readonly Row[],
  perRound: number,
  start: Float64Array,
): boolean {
  for (let at = 0; at < base.length; at++) {
    const first = other[at * perRound]!;
    const last = other[(at + 1) * perRound - 1]!;
    if (!isBefore(base[at]!, first, start)) return false;
    if (at + 1 < base.length && !isBefore(last, base[at + 1]!, start)) return false;
  }
  return true;
}

function endsRounds(
  base: readonly Row[],
  other: readonly Row[],
  perRound: number,
  start: Float64Array,
): boolean {
  for (let at = 0; at < base.length; at++) {
    const first = other[at * perRound]!;
    const last = other[(at + 1) * perRound - 1]!;
    if (!isBefore(last, base[at]!, start)) return false;
    if (at > 0 && !isBefore(base[at - 1]!, first, start)) return false;
  }
  return true;
}

function isBefore(a: Row, b: Row, start: Float64Array): boolean {
  const difference = start[a]! - start[b]!;
  return difference < 0 || (difference === 0 && a < b);
}
