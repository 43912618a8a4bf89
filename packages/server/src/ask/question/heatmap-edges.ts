export interface HeatmapEdges {
  scale: 'log' | 'linear';
  /** Ascending; one more than rows, the last above the largest number. */
  edges: number[];
}

/** Where numbers span more than two decades above zero, most of them would share the lowest row of a linear scale. */
const LOG_FROM_RATIO = 100;

/**
 * @param low smallest number
 * @param high largest number
 * @param positive smallest number above zero; anything when there is none
 * @param rows at most so many; fewer where numbers are whole and few
 */
export function heatmapEdges(low: number, high: number, positive: number, rows: number): HeatmapEdges {
  // Where all numbers are the same one, its row would be as high as the chart: it is shown on the way from zero.
  if (low === high && low !== 0) return heatmapEdges(Math.min(0, low), Math.max(0, high), high, rows);
  if (low >= 0 && high > 0 && high / positive > LOG_FROM_RATIO) {
    // Zeros have a row of their own below.
    const zeros = low < positive ? [0] : [];
    const steps = rows - zeros.length;
    const factor = Math.log(high / positive) / steps;
    const above = Array.from({ length: steps }, (_, row) => readable(positive * Math.exp(factor * row)));
    return { scale: 'log', edges: closed([...zeros, ...above], high) };
  }
  const span = high - low;
  const isWhole = Number.isInteger(low) && Number.isInteger(high);
  // The lowest row may begin below the smallest number, and the largest may begin the highest row.
  const exact = isWhole && span < rows ? 1 : niceStep(span / (rows - 2));
  const begin = Math.floor(low / exact) * exact;
  const edges: number[] = [];
  for (let row = 0; begin + row * exact <= high && row < rows; row++)
    edges.push(clean(begin + row * exact, exact));
  return { scale: 'linear', edges: closed(edges, high) };
}

/** Strictly ascending, and with an end above the largest number. */
function closed(edges: number[], high: number): number[] {
  const ascending = edges.filter((edge, index) => index === 0 || edge > edges[index - 1]!);
  const last = ascending.at(-1)!;
  const step = ascending.length > 1 ? last - ascending.at(-2)! : Math.max(1, Math.abs(last));
  let end = last + step;
  while (end <= high) end += step;
  return [...ascending.filter((edge) => edge <= high), end];
}

/** Six digits, or whole numbers where that costs no precision; never above, so that the smallest number stays inside. */
function readable(edge: number): number {
  if (edge >= 1_000) return Math.floor(edge);
  const digits = 10 ** (5 - Math.floor(Math.log10(edge)));
  return Number.isFinite(digits) ? Math.floor(edge * digits) / digits : edge;
}

const ROUND = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

/** A short number times a power of ten, not below. */
function niceStep(step: number): number {
  if (!(step > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(step));
  return (ROUND.find((each) => each * power >= step) ?? 10) * power;
}

/** Without the dust of adding fractions. */
function clean(edge: number, step: number): number {
  const digits = Math.max(0, Math.min(15, 2 - Math.floor(Math.log10(step))));
  return Number(edge.toFixed(digits));
}
