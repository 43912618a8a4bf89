/**
 * What each bin has seen lately. It stands between the protocols and the writer and counts what was
 * committed, so a number on a page is a number of acknowledged events.
 */
import type { Refusal } from '@tracebin/model';
import type { BinScope, EventSink, Ingest, MetricSink } from '../../receive/ingest.ts';
import { Arrivals } from './arrivals.ts';
import { RefusalLog } from './refusal-log.ts';

interface BinBoard {
  arrivals: Arrivals;
  refusals: RefusalLog;
  /** Events since the server started: tells whether what is known of the bin is out of date. */
  events: number;
}

export type CountKind = 'events' | 'metric-points';

export class ActivityBoard {
  readonly #boards = new Map<string, BinBoard>();
  /** Of senders that gave no key we know: they belong to no bin. */
  readonly #strangers = new RefusalLog();
  readonly #onCommitted: (kind: CountKind, count: number, bodyBytes: number) => void;

  constructor(onCommitted: (kind: CountKind, count: number, bodyBytes: number) => void = () => {}) {
    this.#onCommitted = onCommitted;
  }

  /** The same writer, counted. */
  watch(ingest: Ingest): Ingest {
    return {
      events: async (scope, bodyBytes, decode) => {
        let count = 0;
        const answer = await ingest.events(scope, bodyBytes, (sink: EventSink) => {
          // A retry by the writer decodes again: only the last run counts.
          count = 0;
          return decode({
            append: (row) => {
              count++;
              sink.append(row);
            },
          });
        });
        this.#arrived(scope, count);
        this.#onCommitted('events', count, bodyBytes);
        return answer;
      },
      metrics: async (scope, bodyBytes, decode) => {
        let count = 0;
        const answer = await ingest.metrics(scope, bodyBytes, (sink: MetricSink) => {
          count = 0;
          return decode({
            append: (point) => {
              count++;
              sink.append(point);
            },
          });
        });
        this.#onCommitted('metric-points', count, bodyBytes);
        return answer;
      },
    };
  }

  /** @param bin undefined when the sender's key told no bin */
  refused(bin: string | undefined, refusal: Omit<Refusal, 'count' | 'at'>): void {
    (bin === undefined ? this.#strangers : this.#board(bin).refusals).add(refusal);
  }

  arrivals(bin: string): number[] {
    return this.#board(bin).arrivals.lastMinute(thisSecond());
  }

  /** Events committed for the bin by this server since it started. */
  eventCount(bin: string): number {
    return this.#board(bin).events;
  }

  /**
   * Refusals the viewer of a bin may see: its own, and those of strangers from the viewer's own address,
   * which are most likely the viewer's.
   *
   * @param address `any` for `local` on the server's machine; undefined shows no strangers
   */
  refusals(bin: string, address: string | 'any' | undefined): Refusal[] {
    const own = this.#board(bin).refusals.list();
    if (address === undefined) return own;
    const strangers = this.#strangers.list(address === 'any' ? undefined : address);
    return [...own, ...strangers].sort((a, b) => (a.at < b.at ? -1 : 1)).slice(-20);
  }

  #arrived(scope: BinScope, events: number): void {
    if (events === 0) return;
    const board = this.#board(scope.bin);
    board.events += events;
    board.arrivals.add(thisSecond(), events);
  }

  #board(bin: string): BinBoard {
    let board = this.#boards.get(bin);
    if (board === undefined) {
      board = { arrivals: new Arrivals(), refusals: new RefusalLog(), events: 0 };
      this.#boards.set(bin, board);
    }
    return board;
  }
}

function thisSecond(): number {
  return Math.floor(performance.now() / 1000);
}
