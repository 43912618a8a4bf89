/** Where steps are drawn, in pixels, and the value that reaches the top. */
export interface StepBox {
  left: number;
  right: number;
  top: number;
  bottom: number;
  largest: number;
}

/**
 * Steps as an SVG path; a negative value is a gap.
 * @param filled closed down to the bottom, as an area
 */
export function stepPath(values: readonly number[], box: StepBox, filled: boolean): string {
  const { left, right, top, bottom, largest } = box;
  if (largest <= 0) return '';
  const length = (right - left) / values.length;
  let path = '';
  let isDrawing = false;
  values.forEach((value, step) => {
    if (value < 0) {
      if (isDrawing && filled) path += `V${bottom}Z`;
      isDrawing = false;
      return;
    }
    const y = (bottom - (value / largest) * (bottom - top)).toFixed(1);
    const start = (left + step * length).toFixed(1);
    const end = (left + (step + 1) * length).toFixed(1);
    path += `${isDrawing ? `V${y}` : `M${start} ${filled ? `${bottom}V${y}` : y}`}H${end}`;
    isDrawing = true;
  });
  return isDrawing && filled ? `${path}V${bottom}Z` : path;
}
