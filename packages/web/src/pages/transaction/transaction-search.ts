import { textParam } from '../../search-params.ts';

/** View state of the page of one transaction, exactly what its URL holds. */
export interface TransactionPageSearch {
  /** Empty where the sender names none. */
  service: string;
  name: string;
  environment?: string;
  version?: string;
  /** Part of the distribution, in nanoseconds. */
  min?: string;
  max?: string;
  /** The waterfall of requests of about the p95; of the average where absent. */
  profile?: 'slow';
  /** Relative (`-1h`) or ISO 8601. */
  from?: string;
  to?: string;
  /** How its short tables are shown. */
  queries?: string;
  calls?: string;
  samples?: string;
  versions?: string;
  attempts?: string;
}

const TEXTS = [
  'environment',
  'version',
  'min',
  'max',
  'from',
  'to',
  'queries',
  'calls',
  'samples',
  'versions',
  'attempts',
] as const;

export function transactionSearch(raw: Record<string, unknown>): TransactionPageSearch {
  const search: TransactionPageSearch = {
    service: textParam(raw, 'service') ?? '',
    name: textParam(raw, 'name') ?? '',
  };
  for (const name of TEXTS) {
    const value = textParam(raw, name);
    if (value !== undefined) search[name] = value;
  }
  if (textParam(raw, 'profile') === 'slow') search.profile = 'slow';
  return search;
}
