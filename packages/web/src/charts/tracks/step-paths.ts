/** SVG paths of values over steps; null is a gap: nothing ran, so there is nothing to say. */
export type StepValues = readonly (number | null)[];

/** @param edges pixels at which the steps begin, and the end of the last */
export function linePath(edges: readonly number[], values: StepValues, y: (value: number) => number): string {
  let path = '';
  let isDrawing = false;
  values.forEach((value, index) => {
    if (value === null) {
      isDrawing = false;
      return;
    }
    const at = y(value).toFixed(1);
    path += `${isDrawing ? 'V' : `M${edges[index]!.toFixed(1)} `}${at}H${edges[index + 1]!.toFixed(1)}`;
    isDrawing = true;
  });
  return path;
}

/** The area between two lines, one closed shape for each stretch without gaps. */
export function areaPath(
  edges: readonly number[],
  low: StepValues,
  high: StepValues,
  y: (value: number) => number,
): string {
  let path = '';
  for (let from = 0; from < high.length; from++) {
    if (high[from] === null) continue;
    let to = from;
    while (to + 1 < high.length && high[to + 1] !== null) to++;
    path += `M${edges[from]!.toFixed(1)} ${y(low[from] ?? 0).toFixed(1)}`;
    for (let at = from; at <= to; at++) path += `V${y(high[at]!).toFixed(1)}H${edges[at + 1]!.toFixed(1)}`;
    for (let at = to; at >= from; at--) path += `V${y(low[at] ?? 0).toFixed(1)}H${edges[at]!.toFixed(1)}`;
    path += 'Z';
    from = to;
  }
  return path;
}

/** Each list on top of the one before; a step that is a gap in the first is one in all. */
export function stacked(bands: readonly StepValues[]): StepValues[] {
  let below: StepValues = [];
  return bands.map((band) => {
    below = band.map((value, index) => (value === null ? null : value + (below[index] ?? 0)));
    return below;
  });
}
