import { formatDuration, type Nanoseconds } from '@tracebin/model';

type Percentile = 'p50' | 'p95' | 'p99';

interface PercentileLabel {
  name: Percentile;
  x: number;
  /** Of the label's base line. */
  y: number;
  text: string;
  /** On which side of the line it stands; undefined where it has room on neither. The figures above name it. */
  anchor: 'start' | 'end' | undefined;
}

/** About the width of a letter. */
const LETTER_PX = 6.5;
const GAP_PX = 6;
const ROWS: Record<Percentile, number> = { p50: 11, p95: 24, p99: 11 };
/** The slow ones are what the distribution is looked at for. */
const ORDER: readonly Percentile[] = ['p99', 'p95', 'p50'];

/** Where percentiles are named over a distribution: in two rows, none over another or beyond an end. */
export function percentileLabels(
  percentiles: Record<Percentile, Nanoseconds>,
  xOf: (duration: Nanoseconds) => number,
  width: number,
): PercentileLabel[] {
  const taken: { y: number; from: number; to: number }[] = [];
  return ORDER.map((name) => {
    const x = xOf(percentiles[name]);
    const y = ROWS[name];
    const text = `${name} ${formatDuration(percentiles[name])}`;
    const room = text.length * LETTER_PX + GAP_PX;
    const anchor = (['start', 'end'] as const).find((side) => {
      const from = side === 'start' ? x : x - room;
      return (
        from >= 0 &&
        from + room <= width &&
        taken.every((each) => each.y !== y || from + room <= each.from || from >= each.to)
      );
    });
    if (anchor !== undefined)
      taken.push({ y, from: anchor === 'start' ? x : x - room, to: anchor === 'start' ? x + room : x });
    return { name, x, y, text, anchor };
  });
}
