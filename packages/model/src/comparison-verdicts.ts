/**
 * What is said of a transaction beside its earlier self, what needs a look first. `improved`, `worse`: more than chance
 * explains, and enough to matter. `mixed`: most requests one way, the slowest the other. `too-few`: not enough requests
 * on one side to tell.
 */
export const COMPARISON_VERDICTS = ['worse', 'mixed', 'improved', 'new', 'gone', 'same', 'too-few'] as const;
export type ComparisonVerdict = (typeof COMPARISON_VERDICTS)[number];
