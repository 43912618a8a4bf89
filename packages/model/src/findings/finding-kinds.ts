/** Kinds of findings as they stand in the store. */
export const FINDING_KINDS = [
  'n-plus-one',
  'duplicate-query',
  'sequential-calls',
  'slow-query',
  'queue-wait',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** For headings. */
export const FINDING_KIND_TITLES: Record<FindingKind, string> = {
  'n-plus-one': 'N+1 query',
  'duplicate-query': 'Duplicate query',
  'sequential-calls': 'Calls one after another',
  'slow-query': 'Slow query',
  'queue-wait': 'Waits longer than it runs',
};

/** For tags beside a name. */
export const FINDING_KIND_WORDS: Record<FindingKind, string> = {
  'n-plus-one': 'N+1',
  'duplicate-query': 'duplicate',
  'sequential-calls': 'one by one',
  'slow-query': 'slow query',
  'queue-wait': 'queue wait',
};

/** `back`: it was fixed and has come again since. */
export type FindingStatus = 'open' | 'acknowledged' | 'fixed' | 'back';
