/** One reading of all that is measured. */
import type { Distribution, Measurement } from '../send/encode-metrics.ts';

const SCOPE = { name: '@tracebin/agent/health', version: '' };

export class Report {
  readonly #add: (measurement: Measurement) => void;
  readonly #timeMs = performance.now();

  constructor(add: (measurement: Measurement) => void) {
    this.#add = add;
  }

  gauge(name: string, unit: string, value: number, attributes?: Record<string, unknown>): void {
    this.#measured('gauge', name, unit, value, attributes);
  }

  /** What may go up and down and makes sense added up, memory say. */
  amount(name: string, unit: string, value: number, attributes?: Record<string, unknown>): void {
    this.#measured('up-down', name, unit, value, attributes);
  }

  /** What only grows. */
  counter(name: string, unit: string, value: number, attributes?: Record<string, unknown>): void {
    this.#measured('counter', name, unit, value, attributes);
  }

  histogram(
    name: string,
    unit: string,
    sum: number,
    distribution: Distribution,
    attributes: Record<string, unknown>,
  ): void {
    this.#measured('histogram', name, unit, sum, attributes, distribution);
  }

  #measured(
    kind: Measurement['kind'],
    name: string,
    unit: string,
    value: number,
    attributes: Record<string, unknown> | undefined,
    distribution?: Distribution,
  ): void {
    if (!Number.isFinite(value)) return;
    const timeMs = this.#timeMs;
    this.#add({ scope: SCOPE, name, unit, kind, value, distribution, attributes, timeMs, release: nothing });
  }
}

function nothing(): void {}
