/**
 * Which spans of a tree are running, while time is swept over them, answering in O(log n) the two questions that
 * decide where an instant belongs: who runs above this span, and does anything run beneath it. (A span may run while its
 * parent does not, so looking at parents alone would cost the depth of the tree.)
 *
 * A node is a position in pre-order; its subtree is the range up to `subtreeEnd`. Running nodes stand in a binary
 * tree of maxima over their `subtreeEnd`; the running ancestor next to `node` is the last one before it whose
 * range reaches beyond it.
 *
 *     maxima          [ 9 ]
 *                 [ 9 ]     [ 7 ]
 *     running   9 .   5 .   7 .  . .     (subtreeEnd, or 0 where nothing runs)
 */
export class ActiveTree {
  readonly #subtreeEnd: Int32Array;
  readonly #maxima: Int32Array;
  readonly #leaves: number;

  /** @param maxima zeros, `columnLength(nodes)` of them or more */
  constructor(nodes: number, subtreeEnd: Int32Array, maxima: Int32Array) {
    this.#leaves = ActiveTree.columnLength(nodes) / 2;
    this.#maxima = maxima;
    this.#subtreeEnd = subtreeEnd;
  }

  static columnLength(nodes: number): number {
    let leaves = 1;
    while (leaves < nodes) leaves *= 2;
    return 2 * leaves;
  }

  start(node: number): void {
    this.#set(node, this.#subtreeEnd[node]!);
  }

  stop(node: number): void {
    this.#set(node, 0);
  }

  /** The nearest running ancestor, -1 if none runs. */
  runningAbove(node: number): number {
    return this.#lastBefore(node, node);
  }

  /** True when a descendant runs. */
  runsBeneath(node: number): boolean {
    // Every running node ends after 0, so this is the last running one before the end of the subtree.
    return this.#lastBefore(this.#subtreeEnd[node]!, 0) > node;
  }

  #set(node: number, value: number): void {
    const maxima = this.#maxima;
    let at = this.#leaves + node;
    maxima[at] = value;
    for (at >>= 1; at >= 1; at >>= 1) {
      const left = maxima[2 * at]!;
      const right = maxima[2 * at + 1]!;
      const larger = Math.max(left, right);
      if (maxima[at] === larger) break;
      maxima[at] = larger;
    }
  }

  /** The last node before `limit` whose value is above `value`, or -1. */
  #lastBefore(limit: number, value: number): number {
    const maxima = this.#maxima;
    let at = this.#leaves + limit;
    // `limit` may be one past the last leaf of a full tree: then the whole tree is before it.
    if (limit >= this.#leaves) {
      if (maxima[1]! <= value) return -1;
      at = 1;
    } else {
      for (;;) {
        if (at === 1) return -1;
        if ((at & 1) === 1 && maxima[at - 1]! > value) {
          at--;
          break;
        }
        at >>= 1;
      }
    }
    while (at < this.#leaves) at = maxima[2 * at + 1]! > value ? 2 * at + 1 : 2 * at;
    return at - this.#leaves;
  }
}
