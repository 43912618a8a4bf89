/** Delay and utilisation of the event loop, and pauses of the garbage collector. */
import { monitorEventLoopDelay, PerformanceObserver, performance } from 'node:perf_hooks';
import type { Report } from './report.ts';

/** How often a timer is late or not. Each costs an idle process some 60 µs: every 20 ms that was 0.3 % of a core. */
const RESOLUTION_MS = 40;
const NANOS_PER_SECOND = 1e9;

/** What entries of garbage collections have and the types do not. */
interface PerformanceNodeEntry {
  duration: number;
  detail?: { kind?: number };
}

/** Constants of `perf_hooks`, as the conventions name them. */
const GC_KINDS: Record<number, string> = {
  1: 'minor',
  2: 'minor',
  4: 'major',
  8: 'incremental',
  16: 'weakcb',
};

/** Seconds; as the conventions advise. */
const BOUNDS = [0.01, 0.1, 1, 10];

/** Pauses since the start, of one kind. */
class Pauses {
  sum = 0;
  count = 0;
  min = Number.POSITIVE_INFINITY;
  max = 0;
  readonly bounds = BOUNDS;
  readonly buckets = [0, 0, 0, 0, 0];

  add(seconds: number): void {
    this.sum += seconds;
    this.count++;
    this.min = Math.min(this.min, seconds);
    this.max = Math.max(this.max, seconds);
    const at = BOUNDS.findIndex((bound) => seconds <= bound);
    const bucket = at < 0 ? BOUNDS.length : at;
    this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1;
  }
}

export function watchEventLoop(): (report: Report) => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let last = performance.eventLoopUtilization();
  const pauses = new Map<string, Pauses>();
  const observer = new PerformanceObserver((list) => {
    for (const { duration, detail } of list.getEntries() as PerformanceNodeEntry[]) {
      const kind = GC_KINDS[detail?.kind ?? 0] ?? 'other';
      const known = pauses.get(kind) ?? new Pauses();
      known.add(duration / 1_000);
      pauses.set(kind, known);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return (report) => {
    // What is measured is the whole period of the timer.
    const beyond = (nanos: number) => Math.max(0, nanos / NANOS_PER_SECOND - RESOLUTION_MS / 1_000);
    if (delay.count > 0) {
      report.gauge('nodejs.eventloop.delay.min', 's', beyond(delay.min));
      report.gauge('nodejs.eventloop.delay.max', 's', beyond(delay.max));
      report.gauge('nodejs.eventloop.delay.mean', 's', beyond(delay.mean));
      report.gauge('nodejs.eventloop.delay.stddev', 's', delay.stddev / NANOS_PER_SECOND);
      for (const percentile of [50, 90, 99])
        report.gauge(`nodejs.eventloop.delay.p${percentile}`, 's', beyond(delay.percentile(percentile)));
    }
    delay.reset();
    const now = performance.eventLoopUtilization();
    report.gauge(
      'nodejs.eventloop.utilization',
      '1',
      performance.eventLoopUtilization(now, last).utilization,
    );
    last = now;
    for (const [kind, known] of pauses)
      report.histogram('v8js.gc.duration', 's', known.sum, known, { 'v8js.gc.type': kind });
  };
}
