/** What has to be known of a filled store to ask it again later, in a file beside it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SpanFacts } from '../ingest/span-facts.ts';

export interface FilledStore {
  /** When the generated day began. */
  startMs: number;
  facts: SpanFacts;
  spans: number;
  /** Log records and custom events beside them; undefined in stores of before there were any. */
  records?: number;
  /** Of a span as it was sent. */
  spanBytes: number;
}

export class KeptStore {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = join(folder, 'bench.json');
  }

  /** @returns undefined where nothing was kept */
  read(): FilledStore | undefined {
    return existsSync(this.#file) ? (JSON.parse(readFileSync(this.#file, 'utf8')) as FilledStore) : undefined;
  }

  write(filled: FilledStore): void {
    writeFileSync(this.#file, `${JSON.stringify(filled)}\n`);
  }
}
