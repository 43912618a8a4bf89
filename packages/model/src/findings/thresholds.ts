/** When something counts as a finding. A bin may set its own; `docs/reference/findings.md` gives the reasons for the defaults. */
export interface FindingThresholds {
  /** Runs of one statement: N+1 and duplicate queries. */
  repeatCount: number;
  /** What they take together: so many milliseconds, or so many hundredths of the transaction. */
  repeatMs: number;
  repeatPercent: number;
  /** Outgoing requests one after another. */
  sequentialCalls: number;
  /** Calls started side by side, of which never more than a few run. */
  fanOutCalls: number;
  slowQueryMs: number;
  /** p95 of a query, in hundredths of what it was before. */
  slowerQueryPercent: number;
  gapMs: number;
  /** Of the transaction. */
  gapPercent: number;
  queueWaitMs: number;
  /** Occurrences of an error that is new in a version. */
  newErrors: number;
  /** Median of an endpoint, in hundredths of what it was before the deploy. */
  slowerEndpointPercent: number;
  /** Requests that a new version has to answer without it, before a finding counts as fixed. */
  fixedRequests: number;
}

export interface ThresholdRule {
  label: string;
  unit: '' | 'ms' | '%';
  default: number;
  min: number;
  max: number;
}

const DAY_MS = 86_400_000;

/** In the order in which they are shown. All are whole numbers. */
export const THRESHOLD_RULES: Readonly<Record<keyof FindingThresholds, ThresholdRule>> = {
  repeatCount: { label: 'N+1: runs of one statement', unit: '', default: 5, min: 2, max: 100_000 },
  repeatMs: { label: 'that take together', unit: 'ms', default: 50, min: 1, max: DAY_MS },
  repeatPercent: { label: 'or of the request', unit: '%', default: 20, min: 1, max: 100 },
  sequentialCalls: { label: 'Calls one after another', unit: '', default: 3, min: 2, max: 100_000 },
  fanOutCalls: { label: 'Calls at once that hit a limit', unit: '', default: 20, min: 4, max: 100_000 },
  slowQueryMs: { label: 'Slow query', unit: 'ms', default: 500, min: 1, max: DAY_MS },
  slowerQueryPercent: {
    label: 'Query slower than it was: its p95',
    unit: '%',
    default: 200,
    min: 110,
    max: 10_000,
  },
  gapMs: { label: 'Time that no span explains', unit: 'ms', default: 500, min: 1, max: DAY_MS },
  gapPercent: { label: 'and of the request', unit: '%', default: 30, min: 1, max: 100 },
  queueWaitMs: { label: 'Wait in a queue', unit: 'ms', default: 1_000, min: 1, max: DAY_MS },
  newErrors: { label: 'New error: times', unit: '', default: 3, min: 1, max: 100_000 },
  slowerEndpointPercent: {
    label: 'Endpoint slower than before: its median',
    unit: '%',
    default: 125,
    min: 105,
    max: 10_000,
  },
  fixedRequests: {
    label: 'Fixed after so many requests without',
    unit: '',
    default: 20,
    min: 1,
    max: 1_000_000,
  },
};

export const THRESHOLD_NAMES = Object.keys(THRESHOLD_RULES) as (keyof FindingThresholds)[];

export const DEFAULT_THRESHOLDS: Readonly<FindingThresholds> = Object.fromEntries(
  THRESHOLD_NAMES.map((name) => [name, THRESHOLD_RULES[name].default]),
) as unknown as FindingThresholds;

/** The thresholds of a bin that has set these; what it has not set, and what cannot be, has its default. */
export function thresholdsWith(own: Partial<FindingThresholds> | undefined): FindingThresholds {
  if (own === undefined) return DEFAULT_THRESHOLDS;
  return Object.fromEntries(
    THRESHOLD_NAMES.map((name) => {
      const { min, max, default: usual } = THRESHOLD_RULES[name];
      const value = own[name];
      const fits = value !== undefined && Number.isInteger(value) && value >= min && value <= max;
      return [name, fits ? value : usual];
    }),
  ) as unknown as FindingThresholds;
}
