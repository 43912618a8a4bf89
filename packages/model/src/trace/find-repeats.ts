/**
 * Work that a transaction repeats: the N+1 pattern and its relatives.
 *
 * Looked for among database spans with the same fingerprint and the same path of span names from the transaction
 * down. At least 5 of them that together take at least 50 ms or 20 % of the transaction are a repeat:
 *
 *     one after another (they overlap by less than 20 %)      n-plus-one
 *     the same, and nothing differs from time to time         duplicate-query
 *     side by side                                            fan-out
 *
 * What stands between them does not matter. Statements that take turns, up to 8 in a round, are one repeat:
 * `slot, advertiser, slot, advertiser, ...`
 */
import { Layer } from '../event-codes.ts';
import { stableHash } from '../stable-hash.ts';
import type { Nanoseconds, StringIndex } from '../units.ts';
import type { Row, TraceTree } from './build-tree.ts';
import { rowsOf, type Transactions } from './find-transactions.ts';
import { mergeRounds, type RepeatedStatement } from './merge-rounds.ts';
import { NamePaths } from './name-paths.ts';
import { sortBy } from './sort-by.ts';
import type { SpanColumns } from './span-columns.ts';
import { type StatementShapes, statementShapes } from './statement-shapes.ts';
import { unionLength } from './union-length.ts';

export type RepeatKind = 'n-plus-one' | 'duplicate-query' | 'fan-out';

export interface RepeatMember {
  /** Fingerprint of the statement. */
  statement: string;
  /** Names of the spans above it, the transaction's first. */
  path: StringIndex[];
  /** How often it comes in one round. */
  perRound: number;
  /** Its spans. */
  rows: readonly Row[];
}

export interface Repeat {
  kind: RepeatKind;
  transaction: number;
  /** Rounds: how often the pattern is repeated. */
  count: number;
  members: RepeatMember[];
  /** All spans of it, by start. */
  rows: Row[];
  /** Wall time in which at least one of them ran. */
  time: Nanoseconds;
  /** Share of the rounds' time that ran beside another round: 0 one after another, near 1 all at once. */
  overlap: number;
  /** The same for the same pattern in other traces and after a restart. */
  key: string;
}

export interface RepeatOptions {
  minCount?: number;
  minTime?: Nanoseconds;
  minShare?: number;
  /** From here on they run side by side. */
  sideBySide?: number;
  maxRound?: number;
  layers?: readonly Layer[];
}

export interface RepeatColumns extends Pick<SpanColumns, 'name' | 'service' | 'layer' | 'detail'> {
  /** Text of the statement's parameters where the sender gave them; -1 or left out where unknown. */
  readonly parameters?: ArrayLike<StringIndex>;
}

const DEFAULTS: Required<RepeatOptions> = {
  minCount: 5,
  minTime: 50_000_000,
  minShare: 0.2,
  sideBySide: 0.2,
  maxRound: 8,
  layers: [Layer.db],
};

/** Repeats of all transactions of a trace, those that take most time first. */
export function findRepeats(
  tree: TraceTree,
  transactions: Transactions,
  strings: readonly string[],
  spans: RepeatColumns,
  options: RepeatOptions = {},
): Repeat[] {
  const settings = { ...DEFAULTS, ...options };
  const layers = new Set<number>(settings.layers);
  if (!mayRepeat(tree, transactions, spans.layer, layers, settings.minCount)) return [];
  const shapes = statementShapes(strings, spans, layers);
  const paths = new NamePaths(tree, transactions, spans.name, strings.length);
  const trace: Searched = { tree, transactions, strings, spans, shapes, paths, settings };
  const repeats: Repeat[] = [];
  for (let transaction = 0; transaction < transactions.count; transaction++) {
    const statements = groupStatements(trace, rowsOf(transactions, transaction));
    for (const round of mergeRounds(statements, tree.start, settings.maxRound)) {
      const repeat = measure(trace, transaction, round);
      if (repeat !== undefined) repeats.push(repeat);
    }
  }
  return repeats.sort((a, b) => b.time - a.time || a.rows[0]! - b.rows[0]!);
}

/** Most transactions are small: where there are too few spans of these layers, no statement has to be read. */
function mayRepeat(
  tree: TraceTree,
  { count, offset, rows }: Transactions,
  layer: RepeatColumns['layer'],
  layers: ReadonlySet<number>,
  minCount: number,
): boolean {
  for (let transaction = 0; transaction < count; transaction++) {
    const end = offset[transaction + 1]!;
    let left = minCount;
    for (let at = offset[transaction]! + 1; end - at >= left; at++) {
      if (layers.has(layer[tree.order[rows[at]!]!]!) && --left <= 0) return true;
    }
  }
  return false;
}

interface Searched {
  tree: TraceTree;
  transactions: Transactions;
  strings: readonly string[];
  spans: RepeatColumns;
  shapes: StatementShapes;
  paths: NamePaths;
  settings: Required<RepeatOptions>;
}

/** Of one transaction: runs of the same statement under the same path, by start, where there are enough of them. */
function groupStatements({ tree, shapes, paths, settings }: Searched, rows: Int32Array): RepeatedStatement[] {
  if (rows.length <= settings.minCount) return [];
  const groups = new Map<number, RepeatedStatement>();
  for (let at = 1; at < rows.length; at++) {
    const row = rows[at]!;
    const shape = shapes.of[tree.order[row]!]!;
    if (shape === -1) continue;
    const path = paths.pathOf(tree.parent[row]!);
    const key = path * shapes.texts.length + shape;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { shape, path, rows: [row] });
    else group.rows.push(row);
  }
  const enough = [...groups.values()].filter((group) => group.rows.length >= settings.minCount);
  // They stand in the order of rows: of equal starts the earlier row stays first.
  for (const group of enough) sortBy(group.rows, tree.start);
  return enough;
}

/** All rows of a round, by start. */
function rowsOfRound(round: readonly RepeatedStatement[], { start }: TraceTree): Row[] {
  if (round.length === 1) return round[0]!.rows;
  const count = roundsOf(round);
  const rows: Row[] = [];
  // As they take turns, this is mostly their order already.
  for (let at = 0; at < count; at++) {
    for (const statement of round) {
      const perRound = statement.rows.length / count;
      for (let index = at * perRound; index < (at + 1) * perRound; index++) rows.push(statement.rows[index]!);
    }
  }
  for (let at = 1; at < rows.length; at++) {
    const difference = start[rows[at]!]! - start[rows[at - 1]!]!;
    if (difference < 0 || (difference === 0 && rows[at]! < rows[at - 1]!))
      return rows.sort((a, b) => start[a]! - start[b]! || a - b);
  }
  return rows;
}

/** How often the rarest statement of a round ran. */
function roundsOf(round: readonly RepeatedStatement[]): number {
  let least = round[0]!.rows.length;
  for (const { rows } of round) least = Math.min(least, rows.length);
  return least;
}

/** The round as a repeat, or undefined when it takes too little time to be one. */
function measure(trace: Searched, transaction: number, round: RepeatedStatement[]): Repeat | undefined {
  const { tree, transactions, strings, spans, shapes, paths, settings } = trace;
  const root = transactions.root[transaction]!;
  const from = tree.start[root]!;
  const to = tree.end[root]!;
  const rows = rowsOfRound(round, tree);
  const time = unionLength(rows, tree.start, tree.end, from, to);
  if (time < settings.minTime && time < (to - from) * settings.minShare) return undefined;
  const count = roundsOf(round);
  const overlap = overlapOfRounds(tree, round, count);
  const members = round.map((statement) => ({
    statement: shapes.texts[statement.shape]!,
    path: paths.namesOf(statement.path),
    perRound: statement.rows.length / count,
    rows: statement.rows,
  }));
  const service = spans.service[tree.order[root]!]!;
  const key = keyOf(strings, service, spans.name[tree.order[root]!]!, members);
  return { kind: kindOf(trace, round, overlap), transaction, count, members, rows, time, overlap, key };
}

function kindOf(trace: Searched, round: readonly RepeatedStatement[], overlap: number): RepeatKind {
  if (overlap >= trace.settings.sideBySide) return 'fan-out';
  return round.every((statement) => neverDiffers(trace, statement)) ? 'duplicate-query' : 'n-plus-one';
}

/** True when every run asked the same: equal text with its values in it, or equal parameters. */
function neverDiffers({ tree, spans, shapes }: Searched, { rows, shape }: RepeatedStatement): boolean {
  const { detail, parameters } = spans;
  const first = tree.order[rows[0]!]!;
  const isParameterised = shapes.hasPlaceholders[shape]!;
  if (isParameterised && (parameters === undefined || parameters[first] === -1)) return false;
  return rows.every((row) => {
    const span = tree.order[row]!;
    return detail[span] === detail[first] && parameters?.[span] === parameters?.[first];
  });
}

function overlapOfRounds(tree: TraceTree, round: readonly RepeatedStatement[], count: number): number {
  const starts: number[] = [];
  const ends: number[] = [];
  const order: number[] = [];
  let sum = 0;
  for (let at = 0; at < count; at++) {
    let start = Number.POSITIVE_INFINITY;
    let end = Number.NEGATIVE_INFINITY;
    for (const { rows } of round) {
      const perRound = rows.length / count;
      for (let index = at * perRound; index < (at + 1) * perRound; index++) {
        start = Math.min(start, tree.start[rows[index]!]!);
        end = Math.max(end, tree.end[rows[index]!]!);
      }
    }
    starts.push(start);
    ends.push(end);
    order.push(at);
    sum += end - start;
  }
  sortBy(order, starts);
  const union = unionLength(order, starts, ends, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  return sum === 0 ? 0 : (sum - union) / sum;
}

function keyOf(
  strings: readonly string[],
  service: StringIndex,
  name: StringIndex,
  members: readonly RepeatMember[],
): string {
  const parts = members
    .map(({ statement, path }) => [...path.map((index) => strings[index] ?? ''), statement].join('\u0001'))
    .sort();
  return stableHash([strings[service] ?? '', strings[name] ?? '', ...parts].join('\u0002'));
}
