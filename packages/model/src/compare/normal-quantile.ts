/**
 * How many standard deviations leave `tail` of a normal distribution above them, for 0 < tail < 0.5. Rational
 * approximation 26.2.23 of Abramowitz and Stegun, Handbook of Mathematical Functions; off by 0.00045 at most.
 */
export function deviationsAbove(tail: number): number {
  const t = Math.sqrt(-2 * Math.log(tail));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  return t - above / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}

/** The other way round: how much of a normal distribution lies above; Laplace's continued fraction, for deviations from 1 on. */
export function tailAbove(deviations: number): number {
  let fraction = deviations;
  for (let part = 100; part >= 1; part--) fraction = deviations + part / fraction;
  return Math.exp(-(deviations ** 2) / 2) / Math.sqrt(2 * Math.PI) / fraction;
}
