/** Counts an import and shows how far it is on a terminal. */
import type { Signal } from './split-otlp-json.ts';

const NOUNS = { traces: 'span', logs: 'log record', metrics: 'data point' } as const;
const REDRAW_INTERVAL_MS = 200;
const MAX_REASONS = 10;

export class ImportTally {
  requests = 0;
  rejected = 0;
  readonly #accepted: Record<Signal, number> = { traces: 0, logs: 0, metrics: 0 };
  readonly #reasons = new Map<string, number>();
  readonly #size: number | undefined;
  readonly #screen: NodeJS.WriteStream;
  readonly #started = performance.now();
  #bytes = 0;
  #drawnAt = 0;
  #drawn = false;

  /** @param size bytes of the file; undefined when nobody knows */
  constructor(size: number | undefined, screen: NodeJS.WriteStream) {
    this.#size = size;
    this.#screen = screen;
  }

  read(bytes: number): void {
    this.#bytes += bytes;
    this.#draw();
  }

  took(signal: Signal, items: number, partial: { rejected: number; reason: string } | undefined): void {
    this.requests++;
    const rejected = partial?.rejected ?? 0;
    this.#accepted[signal] += items - rejected;
    this.rejected += rejected;
    if (partial !== undefined && rejected > 0) {
      this.#reasons.set(partial.reason, (this.#reasons.get(partial.reason) ?? 0) + rejected);
    }
    this.#draw();
  }

  /** `12,000 spans, 3 log records taken; 2 rejected.` */
  summary(): string {
    const taken = (Object.keys(NOUNS) as Signal[])
      .filter((signal) => this.#accepted[signal] > 0)
      .map((signal) => counted(this.#accepted[signal], NOUNS[signal]));
    const rejected = this.rejected > 0 ? `; ${this.rejected.toLocaleString('en-US')} rejected` : '';
    return `${taken.length === 0 ? 'Nothing' : taken.join(', ')} taken${rejected}.`;
  }

  /** One line each, most frequent first. */
  reasons(): string {
    const sorted = [...this.#reasons].sort((a, b) => b[1] - a[1]).slice(0, MAX_REASONS);
    return sorted
      .map(([reason, count]) => `  ${count.toLocaleString('en-US')} rejected: ${reason}\n`)
      .join('');
  }

  /** Clears the progress line. */
  stop(): void {
    if (this.#drawn) this.#screen.write('\r\u001b[K');
    this.#drawn = false;
  }

  #draw(): void {
    const now = performance.now();
    if (!this.#screen.isTTY || now - this.#drawnAt < REDRAW_INTERVAL_MS) return;
    this.#drawnAt = now;
    this.#drawn = true;
    const share = this.#size ? ` ${Math.floor((100 * this.#bytes) / this.#size)} %` : '';
    const mebibytes = (this.#bytes / 1024 / 1024).toFixed(1);
    const seconds = Math.round((now - this.#started) / 1000);
    this.#screen.write(`\r\u001b[K${mebibytes} MiB${share}, ${this.summary()} ${seconds} s`);
  }
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
