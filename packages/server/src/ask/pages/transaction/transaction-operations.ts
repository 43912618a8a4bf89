import { LAYER_NAMES, type TransactionOperations } from '@tracebin/model';
import { OPERATION_SUM } from '../../../derive/sums/sum-queries.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { readStatements } from '../queries/read-statements.ts';
import { type CoveredRange, withoutSums } from '../sums/cover-range.ts';
import { summed } from '../sums/summed.ts';
import { type DetailScope, isNarrowed, ofTransactions } from './detail-scope.ts';

const MAX_OPERATIONS = 200;
const MAX_STATEMENT_LENGTH = 10_000;
const COLUMNS = [
  'layer',
  'system',
  'target',
  'fingerprint',
  'summary',
  'code_file',
  'code_line',
  'last',
  'called',
  'spent',
  'most',
  'longest',
  'requests',
  'failed',
];

/** @param hits of the transaction, weighted */
export async function transactionOperations(
  engine: Engine,
  scope: DetailScope,
  covered: CoveredRange,
): Promise<{ operations: (hits: number) => TransactionOperations; readRows: number }> {
  const bound = new BoundValues();
  const filters = ofTransactions(scope, bound);
  const source = isNarrowed(scope) ? withoutSums(scope.bin, scope.range) : covered;
  const { columns, readRows } = await engine.query(
    `SELECT layer, toString(system) AS of_system, toString(target) AS of_target,
       lower(leftPad(hex(fingerprint), 16, '0')) AS print, toString(any(summary)) AS said,
       toString(toUnixTimestamp64Nano(max(last))) AS last_at,
       sum(called) AS all_calls, sum(spent) AS all_time,
       toFloat64(max(most)) AS most_calls, toFloat64(max(longest)) AS longest_call,
       sum(requests) AS all_requests, sum(failed) AS all_failed,
       argMaxIf((toString(code_file), code_line), last, code_file != '') AS place
     FROM ${summed(OPERATION_SUM, source, COLUMNS, filters, bound)}
     GROUP BY layer, system, target, fingerprint
     ORDER BY all_time DESC, print
     LIMIT ${MAX_OPERATIONS}`,
    bound.params,
  );
  const column = <Value>(name: string) => columns[name] as Value[];
  const statements = await readStatements(
    engine,
    scope.bin,
    column<string>('print').map((fingerprint, row) => ({
      fingerprint,
      layer: columns.layer![row] as number,
      time: columns.last_at![row] as string,
    })),
    MAX_STATEMENT_LENGTH,
  );
  const operations = (hits: number): TransactionOperations => {
    const each = (sum: number) => (hits === 0 ? 0 : sum / hits);
    return {
      layer: column<number>('layer').map((layer) => LAYER_NAMES[layer] ?? 'other'),
      system: column('of_system'),
      target: column('of_target'),
      fingerprint: column('print'),
      summary: column('said'),
      statement: column<string>('print').map((print) => statements.get(print) ?? ''),
      callsPerRequest: column<number>('all_calls').map(each),
      timePerRequest: column<number>('all_time').map(each),
      mostCalls: column('most_calls'),
      longest: column('longest_call'),
      share: column<number>('all_requests').map((requests) => Math.min(1, each(requests))),
      calls: column('all_calls'),
      errors: column('all_failed'),
      place: column<[string, number]>('place').map(([file, line]) => (line > 0 ? `${file}:${line}` : file)),
    };
  };
  return { operations, readRows };
}
