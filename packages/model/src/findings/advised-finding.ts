import type { FindingKind } from './finding-kinds.ts';

/** What of a finding the advice goes by. */
export interface AdvisedFinding {
  kind: FindingKind;
  /** Name of the transaction, usually `GET /route`. */
  transaction: string;
  statement: string;
  /** Most calls in one request. */
  count: number;
  scopes: readonly string[];
  language: string;
  /** Path that the costliest request asked for; missing where unknown. */
  urlPath?: string | undefined;
  /** Queries of the costliest request if none of its statements repeated; missing where unknown. */
  queriesOnce?: number | undefined;
}
