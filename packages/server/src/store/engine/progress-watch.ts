/**
 * Asks the engine how far running queries have come and tells those who want to know, all with one look for each interval.
 * Quick queries are over before the first look.
 */
export interface QueryProgress {
  readRows: number;
  /** Rows that there are to read, as far as the engine knows: it learns of some parts only when it comes to them. */
  totalRows: number;
}

/** How far queries have come, by their tags; those that are over are missing. */
export type ReadProgress = (tags: readonly string[]) => Promise<ReadonlyMap<string, QueryProgress>>;

const INTERVAL_MS = 250;

export class ProgressWatch {
  readonly #read: ReadProgress;
  readonly #watched = new Map<string, (progress: QueryProgress) => void>();
  #timer: NodeJS.Timeout | undefined;

  constructor(read: ReadProgress) {
    this.#read = read;
  }

  /** @returns to be called when the query is over */
  watch(tag: string, onProgress: (progress: QueryProgress) => void): () => void {
    this.#watched.set(tag, onProgress);
    this.#next();
    return () => {
      this.#watched.delete(tag);
      if (this.#watched.size === 0) this.close();
    };
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #next(): void {
    this.#timer ??= setTimeout(() => void this.#look(), INTERVAL_MS).unref();
  }

  async #look(): Promise<void> {
    // Whoever waits for an answer does not fail because nobody could tell how far it is.
    const found = await this.#read([...this.#watched.keys()]).catch(() => undefined);
    for (const [tag, progress] of found ?? []) this.#watched.get(tag)?.(progress);
    this.#timer = undefined;
    if (this.#watched.size > 0) this.#next();
  }
}

/** For a SELECT whose parameter `tags` is an Array(String). */
export function progressSql(tag: string): string {
  return `SELECT ${tag} AS tag, toFloat64(read_rows) AS rows, toFloat64(greatest(total_rows_approx, read_rows)) AS total
FROM system.processes WHERE ${tag} IN {tags:Array(String)}`;
}

export function progressOf({ columns, rows }: { columns: Record<string, unknown[]>; rows: number }) {
  return new Map(
    Array.from({ length: rows }, (_, row): [string, QueryProgress] => [
      columns.tag![row] as string,
      { readRows: Number(columns.rows![row]), totalRows: Number(columns.total![row]) },
    ]),
  );
}
