import type { StringIndex } from '../units.ts';
import type { Row, TraceTree } from './build-tree.ts';
import type { Transactions } from './find-transactions.ts';
import { Scratch } from './scratch.ts';
import type { SpanColumns } from './span-columns.ts';

const SCRATCH = new Scratch();

/**
 * Paths of span names from a transaction's first span down to a row. Equal paths have equal numbers. One at a time: the
 * next takes over its scratch.
 */
export class NamePaths {
  readonly #tree: TraceTree;
  readonly #transactions: Transactions;
  readonly #name: SpanColumns['name'];
  readonly #nameCount: number;
  /** By row: its path, -1 where nobody has asked. */
  readonly #of: Int32Array;
  /** By path: the path above it and its last name. */
  readonly #above: number[] = [];
  readonly #last: StringIndex[] = [];
  readonly #known = new Map<number, number>();

  /** @param nameCount names are below it */
  constructor(tree: TraceTree, transactions: Transactions, name: SpanColumns['name'], nameCount: number) {
    this.#tree = tree;
    this.#transactions = transactions;
    this.#name = name;
    this.#nameCount = nameCount;
    this.#of = SCRATCH.int32(0, tree.count).fill(-1, 0, tree.count);
  }

  pathOf(row: Row): number {
    if (this.#of[row] !== -1) return this.#of[row]!;
    const root = this.#transactions.root[this.#transactions.of[row]!]!;
    const unknown: Row[] = [];
    let at = row;
    while (at !== root && this.#of[at] === -1) {
      unknown.push(at);
      at = this.#tree.parent[at]!;
    }
    let path = this.#of[at] === -1 ? this.#extend(-1, at) : this.#of[at]!;
    while (unknown.length > 0) path = this.#extend(path, unknown.pop()!);
    return path;
  }

  namesOf(path: number): StringIndex[] {
    const names: StringIndex[] = [];
    for (let at = path; at !== -1; at = this.#above[at]!) names.push(this.#last[at]!);
    return names.reverse();
  }

  #extend(above: number, row: Row): number {
    const name = this.#name[this.#tree.order[row]!]!;
    const key = (above + 1) * this.#nameCount + name;
    let path = this.#known.get(key);
    if (path === undefined) {
      path = this.#above.push(above) - 1;
      this.#last.push(name);
      this.#known.set(key, path);
    }
    this.#of[row] = path;
    return path;
  }
}
