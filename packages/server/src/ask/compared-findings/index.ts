import type { Finding, FindingKind } from '@tracebin/model';
import type { Engine } from '../../store/engine/engine.ts';
import type { ComparedScope } from './compared-finding.ts';
import { newErrors } from './new-errors.ts';
import { slowerEndpoints } from './slower-endpoints.ts';
import { slowerQueries } from './slower-queries.ts';

const BY_KIND: Partial<
  Record<
    FindingKind,
    (engine: Engine, scope: ComparedScope) => Promise<{ findings: Finding[]; readRows: number }>
  >
> = { 'slower-endpoint': slowerEndpoints, 'slower-query': slowerQueries, 'new-error': newErrors };

/** What comparing with the time before shows; with a kind only that one. */
export async function comparedFindings(
  engine: Engine,
  scope: ComparedScope,
  kind: FindingKind | undefined,
): Promise<{ findings: Finding[]; readRows: number }> {
  const wanted = Object.entries(BY_KIND).filter(([name]) => kind === undefined || kind === name);
  const found = await Promise.all(wanted.map(([, find]) => find(engine, scope)));
  return {
    findings: found.flatMap(({ findings }) => findings),
    readRows: found.reduce((sum, { readRows }) => sum + readRows, 0),
  };
}
