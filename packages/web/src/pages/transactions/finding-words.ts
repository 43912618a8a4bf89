import { formatCount, type TransactionFinding } from '@tracebin/model';

const KINDS: Record<string, string> = {
  'n-plus-one': 'N+1',
  'duplicate-query': 'Duplicate',
  'fan-out': 'Fan-out',
  'sequential-calls': 'One by one',
  'slow-query': 'Slow query',
  'queue-wait': 'Queue wait',
  gap: 'Gap',
};
/** Of these the number of calls is what is wrong. */
const COUNTED = new Set(['n-plus-one', 'duplicate-query', 'fan-out', 'sequential-calls']);

/** The kind in a word or two; one that this page does not know yet stands as it came. */
export const findingWord = (kind: string): string => KINDS[kind] ?? kind.replaceAll('-', ' ');

/** `4,012 ×`, or nothing where a number of calls says nothing. */
export const findingCount = ({ kind, count }: Pick<TransactionFinding, 'kind' | 'count'>): string =>
  COUNTED.has(kind) ? `${formatCount(count)} ×` : '';
