/**
 * Which quarters of an hour have sums that hold. They are made of the rows as they are when a quarter has been quiet, and
 * the word is taken back, on the disk, before a row of the quarter is deleted or written: so whenever it is said that a
 * quarter is summed, its sums are those of its rows. Killed at any point, a quarter has no sums, which costs time only.
 *
 * Sums are never changed. Readers that have begun with earlier ones end with them; they are deleted some minutes later.
 */
import type { Engine } from '../../store/engine/engine.ts';
import { SUM_TABLES } from '../../store/schema/sum-tables.ts';
import type { TimeSpan } from '../trace-key.ts';
import { QUARTER_SECONDS, QUARTER_SQL, quarterOf } from './quarter.ts';
import { insertSums, SUM_QUERIES } from './sum-queries.ts';

/** What comes within a minute is cheaper to wait for than to sum twice; a quarter that changed again waits twice as long. */
const QUIET_MS = 60_000;
const MAX_DOUBLINGS = 5;
/** Of a trace that is longer, quarters in its middle may stay without sums until the next start. */
const MAX_QUARTERS_OF_TRACE = 1_000;
/** Sums that no longer hold are deleted when there are so many, and not before everybody has read them. */
const MANY_STALE = 64;
const KEPT_STALE_MS = 600_000;
const HOUR_SECONDS = 3_600;
/** SQL of the pairs of bin and quarter in `pairsOf`. */
const PAIRS = 'arrayJoin(arrayZip({bins:Array(String)}, {quarters:Array(UInt32)}))';

interface OpenQuarter {
  bins: Set<string>;
  /** Milliseconds since the epoch; not before it. */
  sumFrom: number;
}

export class QuarterSeals {
  readonly #engine: Engine;
  /** By bin. Undefined until they have been read. */
  #summed: Map<string, Set<number>> | undefined;
  #open: Map<number, OpenQuarter> | undefined;
  /** How often quarters changed after they had been summed. */
  readonly #changes = new Map<number, number>();
  #stale = 0;
  #last = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** To be called before rows of these traces are deleted or written. */
  async touch(traces: readonly { bin: string; extent: TimeSpan }[]): Promise<void> {
    const summed = await this.#readSummed();
    const broken = new Map<number, Set<string>>();
    const now = Date.now();
    for (const { bin, extent } of traces) {
      const of = summed.get(bin);
      const last = quarterOf(extent.to);
      const first = Math.max(quarterOf(extent.from), last - MAX_QUARTERS_OF_TRACE * QUARTER_SECONDS);
      for (let quarter = first; quarter <= last; quarter += QUARTER_SECONDS) {
        if (of?.has(quarter)) add(broken, quarter, bin);
        else this.#waits(quarter, bin, now);
      }
      if (of !== undefined && quarterOf(extent.from) < first) {
        for (const quarter of of)
          if (quarter < first && quarter >= quarterOf(extent.from)) add(broken, quarter, bin);
      }
    }
    if (broken.size === 0) return;
    await this.#note(broken, this.#next(), false);
    for (const [quarter, bins] of broken) {
      this.#changes.set(quarter, (this.#changes.get(quarter) ?? 0) + 1);
      for (const bin of bins) {
        summed.get(bin)?.delete(quarter);
        this.#waits(quarter, bin, now);
        this.#stale++;
      }
    }
  }

  /**
   * Sums the quarters of one hour that have been quiet, the newest hour first. Rows are sorted by hours, so quarters that are
   * summed one by one would read each hour four times.
   *
   * @param isPatient false sums without waiting for quiet
   * @returns false when there are none
   */
  async sumHour(isPatient = true): Promise<boolean> {
    const now = Date.now();
    const open = await this.#readOpen();
    let hour = -1;
    let quarters = new Map<number, Set<string>>();
    for (const [quarter, { bins, sumFrom }] of open) {
      const of = quarter - (quarter % HOUR_SECONDS);
      const isOver = (of + HOUR_SECONDS) * 1000 + (isPatient ? QUIET_MS : 0) <= now;
      if (of < hour || !isOver || (isPatient && sumFrom > now)) continue;
      if (of > hour) quarters = new Map();
      hour = of;
      quarters.set(quarter, bins);
    }
    if (quarters.size === 0) return false;
    const seal = this.#next();
    const pairs = pairsOf(quarters);
    const where = `bin IN (SELECT arrayJoin({bins:Array(String)})) AND toStartOfHour(time) = toDateTime({hour:UInt32}, 'UTC')
      AND (bin, ${QUARTER_SQL}) IN (SELECT pair.1, toDateTime(pair.2, 'UTC') FROM (SELECT ${PAIRS} AS pair))`;
    for (const query of SUM_QUERIES) {
      await this.#engine.command(insertSums(query, where, '{seal:UInt64}'), { ...pairs, hour, seal });
    }
    try {
      await this.#note(quarters, seal, true);
    } catch (error) {
      // It may be on the disk even so: what is said there counts, and is read again.
      this.forget();
      throw error;
    }
    const summed = await this.#readSummed();
    for (const [quarter, bins] of quarters) {
      for (const bin of bins) {
        const of = summed.get(bin);
        if (of === undefined) summed.set(bin, new Set([quarter]));
        else of.add(quarter);
      }
      open.delete(quarter);
    }
    if (this.#stale >= MANY_STALE) await this.#deleteStale(now - KEPT_STALE_MS);
    return true;
  }

  /** All rows have been taken away, and what was said about their sums. */
  forget(): void {
    this.#summed = undefined;
    this.#open = undefined;
    this.#changes.clear();
  }

  #waits(quarter: number, bin: string, now: number): void {
    const sumFrom = now + QUIET_MS * 2 ** Math.min(MAX_DOUBLINGS, this.#changes.get(quarter) ?? 0);
    const open = this.#open?.get(quarter);
    if (open === undefined) this.#open?.set(quarter, { bins: new Set([bin]), sumFrom });
    else {
      open.bins.add(bin);
      open.sumFrom = sumFrom;
    }
  }

  /** Numbers are times, and never run back. */
  #next(): number {
    this.#last = Math.max(this.#last + 1, Date.now());
    return this.#last;
  }

  async #note(
    quarters: ReadonlyMap<number, ReadonlySet<string>>,
    seal: number,
    valid: boolean,
  ): Promise<void> {
    await this.#engine.command(
      `INSERT INTO summed_quarters (bin, quarter, seal, valid)
       SELECT pair.1, toDateTime(pair.2, 'UTC'), {seal:UInt64}, {valid:Bool} FROM (SELECT ${PAIRS} AS pair)`,
      { ...pairsOf(quarters), seal, valid },
    );
  }

  async #readSummed(): Promise<Map<string, Set<number>>> {
    if (this.#summed !== undefined) return this.#summed;
    const { columns, rows } = await this.#engine.query(
      `SELECT bin, toUnixTimestamp(quarter) AS begin, valid, toFloat64(seal) AS number FROM summed_quarters FINAL`,
    );
    const summed = new Map<string, Set<number>>();
    for (let row = 0; row < rows; row++) {
      this.#last = Math.max(this.#last, columns.number![row] as number);
      if (!columns.valid![row]) continue;
      const bin = columns.bin![row] as string;
      const of = summed.get(bin);
      if (of === undefined) summed.set(bin, new Set([columns.begin![row] as number]));
      else of.add(columns.begin![row] as number);
    }
    this.#summed = summed;
    return summed;
  }

  /** Of quarters that have rows, those without sums; those of which a change is heard of later come to them. */
  async #readOpen(): Promise<Map<number, OpenQuarter>> {
    if (this.#open !== undefined) return this.#open;
    const summed = await this.#readSummed();
    const quarters = (table: string): string =>
      `SELECT DISTINCT toString(bin) AS of_bin, toUnixTimestamp(${QUARTER_SQL}) AS begin FROM ${table}`;
    const { columns, rows } = await this.#engine.query(
      `${quarters('transactions')} UNION DISTINCT ${quarters('edges')}`,
    );
    this.#open = new Map();
    for (let row = 0; row < rows; row++) {
      const bin = columns.of_bin![row] as string;
      const quarter = columns.begin![row] as number;
      if (summed.get(bin)?.has(quarter)) continue;
      const open = this.#open.get(quarter);
      if (open === undefined) this.#open.set(quarter, { bins: new Set([bin]), sumFrom: 0 });
      else open.bins.add(bin);
    }
    return this.#open;
  }

  async #deleteStale(beforeMs: number): Promise<void> {
    this.#stale = 0;
    const on = this.#engine.cluster === undefined ? '' : ` ON CLUSTER '${this.#engine.cluster}'`;
    for (const { name } of SUM_TABLES) {
      await this.#engine.command(
        `DELETE FROM ${name}${on} WHERE seal < {before:UInt64} AND (bin, quarter, seal) NOT IN (
           SELECT bin, quarter, seal FROM summed_quarters FINAL WHERE valid)`,
        { before: beforeMs },
      );
    }
  }
}

function pairsOf(quarters: ReadonlyMap<number, ReadonlySet<string>>): { bins: string[]; quarters: number[] } {
  const pairs = [...quarters].flatMap(([quarter, bins]) => [...bins].map((bin) => ({ bin, quarter })));
  return { bins: pairs.map(({ bin }) => bin), quarters: pairs.map(({ quarter }) => quarter) };
}

function add(map: Map<number, Set<string>>, quarter: number, bin: string): void {
  const bins = map.get(quarter);
  if (bins === undefined) map.set(quarter, new Set([bin]));
  else bins.add(bin);
}
