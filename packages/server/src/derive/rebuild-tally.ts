/** Of everything that is or was made again last. */
export interface RebuildProgress {
  running: boolean;
  /** Spans. */
  total: number;
  done: number;
}

/** Whether everything is wanted again, and how far that is. */
export class RebuildTally {
  wanted = false;
  #last: { total: number; before: number; ended?: number } | undefined;

  /** @param spans worked up since the process began, before this and otherwise */
  begin(total: number, spans: number): void {
    this.wanted = false;
    this.#last = { total, before: spans };
  }

  end(spans: number): void {
    if (this.#last !== undefined) this.#last.ended ??= spans;
  }

  progress(spans: number): RebuildProgress | undefined {
    if (this.wanted) return { running: true, total: 0, done: 0 };
    if (this.#last === undefined) return undefined;
    const { total, before, ended } = this.#last;
    return { running: ended === undefined, total, done: (ended ?? spans) - before };
  }
}
