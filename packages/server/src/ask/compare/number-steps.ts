/**
 * Numbers are counted in steps of a sixteenth of a doubling: fine enough to put bins together from, few enough to count
 * millions. A step is the leading 4 binary digits after the first of a 32-bit float, with the number's sign.
 */
const DROPPED_BITS = 19;

/** SQL of a number's step: Int32, in the order of the numbers. */
export function numberStep(number: string): string {
  const bits = `toInt32(bitShiftRight(reinterpret(toFloat32(abs(${number})), 'UInt32'), ${DROPPED_BITS}))`;
  return `if(${number} < 0, -1 - ${bits}, ${bits})`;
}

const bits = new Uint32Array(1);
const number = new Float32Array(bits.buffer);

/** The smallest number of a step. */
export function stepBegin(step: number): number {
  if (step < 0) return -stepEnd(-1 - step);
  bits[0] = step * 2 ** DROPPED_BITS;
  return tidy(number[0]!);
}

/** The number that the next step begins with. */
function stepEnd(step: number): number {
  bits[0] = (step + 1) * 2 ** DROPPED_BITS;
  return tidy(number[0]!);
}

/** Above zero the lowest steps are as good as zero. */
function tidy(value: number): number {
  if (!Number.isFinite(value)) return Number.MAX_VALUE;
  return Math.abs(value) < 1e-30 ? 0 : value;
}
