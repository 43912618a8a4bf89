/**
 * What a bin's page shows of its own accord: counts from the activity board, facts from the store. The store is
 * asked again only when it may know more than we do, so a page that stays open costs next to nothing.
 */
import type { LiveActivity } from '@tracebin/model';
import type { BinScope } from '../../receive/ingest.ts';
import type { Bin } from '../../store/keys/index.ts';
import type { BinFacts, Questions } from '../api/questions.ts';
import type { ActivityBoard } from './activity-board.ts';

/** While events flow, names of services and the time of the last event may be this old, */
const MIN_AGE_MS = 3_000;
/** or this many times as old as the question takes: an open page costs at most a fiftieth of a core. */
const AGE_PER_COST = 50;
/** Bins whose facts are kept. */
const MAX_BINS = 1_000;

interface Known {
  facts: Promise<BinFacts>;
  askedAt: number;
  /** Events the board had counted when the store was asked. */
  events: number;
  empty: boolean;
  costMs: number;
}

export class BinWatch {
  readonly #board: ActivityBoard;
  readonly #questions: Pick<Questions, 'facts'>;
  /** True where other servers write to the same store, so that our own counts do not tell all. */
  readonly #shared: boolean;
  readonly #known = new Map<string, Known>();

  constructor(board: ActivityBoard, questions: Pick<Questions, 'facts'>, shared: boolean) {
    this.#board = board;
    this.#questions = questions;
    this.#shared = shared;
  }

  /** @param strangers see `ActivityBoard.refusals` */
  async activity(bin: Bin, strangers: string | 'any' | undefined): Promise<LiveActivity> {
    const facts = await this.#facts({ bin: bin.id, retentionHours: bin.retentionHours });
    return {
      arrivals: this.#board.arrivals(bin.id),
      refusals: this.#board.refusals(bin.id, strangers),
      firstEventAt: facts.firstEventAt,
      lastEventAt: facts.lastEventAt,
      firstTraceId: facts.firstTraceId,
      services: facts.services,
    };
  }

  /** To be asked anew: the bin's retention has changed. */
  forget(bin: string): void {
    this.#known.delete(bin);
  }

  #facts(scope: BinScope): Promise<BinFacts> {
    const events = this.#board.eventCount(scope.bin);
    const now = performance.now();
    const known = this.#known.get(scope.bin);
    if (known !== undefined) {
      const changed = this.#shared || known.events !== events;
      // The first event is worth a question at once: somebody is waiting for it.
      const due =
        known.empty && known.events !== events ? 0 : Math.max(MIN_AGE_MS, known.costMs * AGE_PER_COST);
      if (!changed || now - known.askedAt < due) return known.facts;
    }
    const asked: Known = {
      facts: this.#questions.facts(scope),
      askedAt: now,
      events,
      empty: true,
      costMs: 0,
    };
    asked.facts.then(
      (facts) => {
        asked.empty = facts.firstEventAt === null;
        asked.costMs = performance.now() - now;
      },
      () => {
        if (this.#known.get(scope.bin) === asked) this.#known.delete(scope.bin);
      },
    );
    this.#known.delete(scope.bin);
    this.#known.set(scope.bin, asked);
    if (this.#known.size > MAX_BINS) this.#known.delete(this.#known.keys().next().value!);
    return asked.facts;
  }
}
