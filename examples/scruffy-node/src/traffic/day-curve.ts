/** How busy the traffic desks are through a working day, hour by hour; 1 is the mean of the day. */
const HOURS = [
  0.2, 0.15, 0.1, 0.1, 0.15, 0.3, 0.7, 1.2, 1.7, 2.0, 2.1, 1.8, 1.3, 1.6, 1.9, 2.0, 1.8, 1.5, 1.1, 0.8, 0.6,
  0.4, 0.3, 0.2,
];
const MEAN = HOURS.reduce((sum, value) => sum + value, 0) / HOURS.length;

/** @param hour 0 to below 24, with fractions; between two hours the curve is a line */
export function busyness(hour: number): number {
  const index = Math.floor(hour) % 24;
  const from = HOURS[index]!;
  const to = HOURS[(index + 1) % 24]!;
  return (from + (to - from) * (hour - Math.floor(hour))) / MEAN;
}
