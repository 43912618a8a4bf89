import { rowsOf } from '@tracebin/model';
import type { OccurrenceRow } from './derived-rows.ts';
import type { TraceFacts } from './trace-facts.ts';

const MAX_EVIDENCE_SCOPES = 10;

/** What every finding of a transaction begins with. */
export function occurrence(
  facts: TraceFacts,
  transaction: number,
): Pick<
  OccurrenceRow,
  | 'bin'
  | 'traceId'
  | 'expiresAt'
  | 'time'
  | 'spanId'
  | 'service'
  | 'transaction'
  | 'version'
  | 'environment'
  | 'sampleRate'
> {
  const root = facts.tree.order[facts.transactions.root[transaction]!]!;
  return {
    bin: facts.bin,
    traceId: facts.traceId,
    expiresAt: facts.expiresAt,
    time: facts.times[transaction]!,
    spanId: facts.spans.spanId[root]!,
    service: facts.services[transaction]!,
    transaction: facts.names[transaction]!,
    version: facts.resource[root]!['service.version'] ?? '',
    environment: facts.environments[transaction]!,
    sampleRate: facts.sampleRate[root]!,
  };
}

/** From what it can be told which framework is at hand. */
export function surroundings(facts: TraceFacts, transaction: number): { scopes: string[]; language: string } {
  const scopes = new Set<string>();
  const rows = rowsOf(facts.transactions, transaction);
  for (const row of rows) {
    const scope = facts.scope[facts.tree.order[row]!]!;
    if (scope !== '') scopes.add(scope);
    if (scopes.size === MAX_EVIDENCE_SCOPES) break;
  }
  const root = facts.tree.order[rows[0]!]!;
  return { scopes: [...scopes], language: facts.resource[root]!['telemetry.sdk.language'] ?? '' };
}
