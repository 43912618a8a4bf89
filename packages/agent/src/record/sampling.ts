/**
 * Which traces are kept by chance, so that every service of a trace decides alike, and how that is said to those who count
 * (OpenTelemetry specification, "TraceState: Probability Sampling").
 *
 * The last 56 bits of a trace id are its random number R. A trace is kept when R is not below the threshold T, the share
 * of traces that are dropped. `ot=th:` says T in hex digits without trailing zeros; who reads it counts such a span as
 * 2^56 / (2^56 - T).
 */

/** Of 56 bits the upper 48 decide: they fit into a number, and shares finer than 2^-48 help nobody. */
const RANGE = 2 ** 48;
const DIGITS = 12;

export class HeadSampling {
  readonly #threshold: number;
  /** For new traces, `ot=th:8`; empty when all are kept, or none. */
  readonly traceState: string;

  /** @param ratio share of traces that are kept, from 0 to 1 */
  constructor(ratio: number) {
    this.#threshold = Math.round((1 - ratio) * RANGE);
    const digits = this.#threshold.toString(16).padStart(DIGITS, '0').replace(/0+$/, '');
    this.traceState = this.#threshold === 0 || this.#threshold >= RANGE ? '' : `ot=th:${digits}`;
  }

  keeps(trace2: number, trace3: number): boolean {
    if (this.#threshold === 0) return true;
    return (trace2 & 0xff_ffff) * 0x100_0000 + (trace3 >>> 8) >= this.#threshold;
  }
}

const THRESHOLD = /(^|,)\s*(ot=(?:[^,]*;)?th:[0-9a-f]+)/;

export function hasThreshold(traceState: string): boolean {
  return THRESHOLD.test(traceState);
}

/** For what was kept for another reason than chance, and so stands for itself only. */
export function withoutThreshold(traceState: string): string {
  const members = traceState.split(',').map((member) => {
    const [, key, list] = /^\s*(ot)=(.*)$/.exec(member) ?? [];
    if (key === undefined || list === undefined) return member.trim();
    const rest = list.split(';').filter((field) => !field.startsWith('th:'));
    return rest.length === 0 ? '' : `ot=${rest.join(';')}`;
  });
  return members.filter((member) => member !== '').join(',');
}
