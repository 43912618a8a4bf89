/** Kinds of findings as they stand in the store. The last three are found by comparing with what was before. */
export const FINDING_KINDS = [
  'n-plus-one',
  'duplicate-query',
  'fan-out',
  'sequential-calls',
  'slow-query',
  'gap',
  'queue-wait',
  'slower-query',
  'new-error',
  'slower-endpoint',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** For headings. */
export const FINDING_KIND_TITLES: Record<FindingKind, string> = {
  'n-plus-one': 'N+1 query',
  'duplicate-query': 'Duplicate query',
  'fan-out': 'Waits for a limit',
  'sequential-calls': 'Calls one after another',
  'slow-query': 'Slow query',
  gap: 'Time that no span explains',
  'queue-wait': 'Waits longer than it runs',
  'slower-query': 'Query slower than it was',
  'new-error': 'New error',
  'slower-endpoint': 'Slower than before',
};

/** For tags beside a name. */
export const FINDING_KIND_WORDS: Record<FindingKind, string> = {
  'n-plus-one': 'N+1',
  'duplicate-query': 'duplicate',
  'fan-out': 'limit',
  'sequential-calls': 'one by one',
  'slow-query': 'slow query',
  gap: 'gap',
  'queue-wait': 'queue wait',
  'slower-query': 'slower query',
  'new-error': 'new error',
  'slower-endpoint': 'slower',
};

/** Of these the number of calls in one request is what is wrong. */
export const COUNTED_KINDS: ReadonlySet<FindingKind> = new Set<FindingKind>([
  'n-plus-one',
  'duplicate-query',
  'fan-out',
  'sequential-calls',
]);

/** `back`: it was fixed and has come again since. */
export type FindingStatus = 'open' | 'acknowledged' | 'fixed' | 'back';
