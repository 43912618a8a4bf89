/** Reads everything every 15 seconds; what one reading cannot tell does not keep the others. */
import type { Measurement } from '../send/encode-metrics.ts';
import { watchEventLoop } from './event-loop.ts';
import { readHost } from './host-readings.ts';
import { readProcess } from './process-readings.ts';
import { Report } from './report.ts';

export interface HealthOptions {
  intervalMs: number;
  add: (measurement: Measurement) => void;
  /** What the agent has lost and left out itself. */
  own: () => { droppedSpans: number; sampledOutSpans: number };
}

export function watchHealth({ intervalMs, add, own }: HealthOptions): void {
  const readings = [watchEventLoop(), readProcess, readHost];
  const read = () => {
    const report = new Report(add);
    for (const reading of readings) {
      try {
        reading(report);
      } catch {
        // Not on this system, or not any more.
      }
    }
    const { droppedSpans, sampledOutSpans } = own();
    report.counter('tracebin.dropped_spans', '{span}', droppedSpans);
    report.counter('tracebin.sampled_out_spans', '{span}', sampledOutSpans);
  };
  // Not in the timer itself: a delay that ends with it is measured by another timer, whose turn comes after ours.
  setInterval(() => setImmediate(read).unref(), intervalMs).unref();
}
