/** What was measured, as tables of text. */

export interface RouteResult {
  /** Microseconds of CPU per request, by round. */
  cpu: number[];
  /** Spans that arrived, per request. */
  spans: number;
  /** Milliseconds of single requests. */
  tookMs: number[];
}

export interface WatcherResult {
  name: string;
  startMs: number[];
  rssBytes: number;
  routes: Map<string, RouteResult>;
}

/** The first one is what the others are compared with. */
export function printReport(results: WatcherResult[]): void {
  const [base] = results;
  if (base === undefined) return;
  for (const [route, baseResult] of base.routes) {
    console.log(`\n${route}: CPU of a request in µs (median, lowest to highest), added to none, spans; ms`);
    const none = median(baseResult.cpu);
    for (const { name, routes } of results) {
      const { cpu, spans, tookMs } = routes.get(route)!;
      const added = median(cpu) - none;
      const perSpan = spans > 0 ? `${(added / spans).toFixed(1).padStart(6)} a span` : '';
      console.log(
        `  ${name.padEnd(22)} ${fixed(median(cpu), 8)} (${fixed(Math.min(...cpu), 0)} to ${fixed(Math.max(...cpu), 0)})`.padEnd(
          56,
        ) +
          `${name === base.name ? ''.padStart(9) : `+${fixed(added, 8)}`} ${spans.toFixed(1).padStart(6)} spans ` +
          `${perSpan.padEnd(14)} p50 ${quantile(tookMs, 0.5).toFixed(2)} p99 ${quantile(tookMs, 0.99).toFixed(2)}`,
      );
    }
  }
  console.log('\nstart to listening (median), resident memory after all');
  for (const { name, startMs, rssBytes } of results) {
    const start = median(startMs);
    const memory = rssBytes / 1e6;
    console.log(
      `  ${name.padEnd(22)} ${start.toFixed(0).padStart(6)} ms (+${(start - median(base.startMs)).toFixed(0)})` +
        `${memory.toFixed(0).padStart(6)} MB (+${(memory - base.rssBytes / 1e6).toFixed(0)})`,
    );
  }
}

export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  return below + ((sorted[Math.ceil(at)] ?? below) - below) * (at % 1);
}

function fixed(micros: number, width: number): string {
  return micros.toFixed(1).padStart(width);
}
