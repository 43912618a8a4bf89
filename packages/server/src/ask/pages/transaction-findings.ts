import type { TransactionFinding } from '@tracebin/model';
import { FINDING_SUM } from '../../derive/sums/sum-queries.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import type { CoveredRange } from './sums/cover-range.ts';
import { summed } from './sums/summed.ts';
import type { TransactionScope } from './transaction-condition.ts';
import { transactionKey } from './transaction-key.ts';

/** What was found in each transaction: of every kind the finding that cost most, the costliest kind first. */
export async function transactionFindings(
  engine: Engine,
  { service, environment }: TransactionScope,
  covered: CoveredRange,
): Promise<{ found: Map<string, TransactionFinding[]>; readRows: number }> {
  const bound = new BoundValues();
  const filters = [
    ...(service === undefined ? [] : [`service = ${bound.add('String', service)}`]),
    ...(environment === undefined ? [] : [`environment = ${bound.add('String', environment)}`]),
  ];
  const wanted = ['service', 'transaction', 'kind', 'key', 'most', 'spent'];
  const { columns, rows, readRows } = await engine.query(
    `SELECT of_service, of_transaction, of_kind, lower(hex(argMax(key, cost))) AS of_key,
       toFloat64(argMax(key_most, cost)) AS calls, max(cost) AS kind_cost
     FROM (
       SELECT toString(service) AS of_service, toString(transaction) AS of_transaction, toString(kind) AS of_kind,
         key, max(most) AS key_most, sum(spent) AS cost
       FROM ${summed(FINDING_SUM, covered, wanted, filters, bound)}
       GROUP BY service, transaction, kind, key
     )
     GROUP BY of_service, of_transaction, of_kind
     ORDER BY kind_cost DESC, of_kind`,
    bound.params,
  );
  const found = new Map<string, TransactionFinding[]>();
  for (let row = 0; row < rows; row++) {
    const key = transactionKey(columns.of_service![row] as string, columns.of_transaction![row] as string);
    const list = found.get(key) ?? [];
    list.push({
      key: (columns.of_key![row] as string).padStart(16, '0'),
      kind: columns.of_kind![row] as string,
      count: columns.calls![row] as number,
    });
    found.set(key, list);
  }
  return { found, readRows };
}
