import { LAYER_NAMES, type TransactionOperations } from '@tracebin/model';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { type DetailScope, ofTransactions } from './detail-scope.ts';

const MAX_OPERATIONS = 200;

/** @param hits of the transaction, weighted */
export async function transactionOperations(
  engine: Engine,
  scope: DetailScope,
): Promise<{ operations: (hits: number) => TransactionOperations; readRows: number }> {
  const bound = new BoundValues();
  const { columns, readRows } = await engine.query(
    `SELECT layer, toString(system) AS of_system, toString(target) AS of_target,
       lower(leftPad(hex(fingerprint), 16, '0')) AS print, toString(any(summary)) AS said,
       any(statement) AS text,
       sum(calls * sample_rate) AS all_calls, sum(total * sample_rate) AS all_time,
       toFloat64(max(calls)) AS most, toFloat64(max(max)) AS longest,
       sum(sample_rate) AS requests, sum(errors * sample_rate) AS failed,
       argMaxIf((toString(code_file), code_line), time, code_file != '') AS place
     FROM operations
     WHERE ${ofTransactions(scope, bound)}
     GROUP BY layer, system, target, fingerprint
     ORDER BY all_time DESC, print
     LIMIT ${MAX_OPERATIONS}`,
    bound.params,
  );
  const column = <Value>(name: string) => columns[name] as Value[];
  const operations = (hits: number): TransactionOperations => {
    const each = (sum: number) => (hits === 0 ? 0 : sum / hits);
    return {
      layer: column<number>('layer').map((layer) => LAYER_NAMES[layer] ?? 'other'),
      system: column('of_system'),
      target: column('of_target'),
      fingerprint: column('print'),
      summary: column('said'),
      statement: column('text'),
      callsPerRequest: column<number>('all_calls').map(each),
      timePerRequest: column<number>('all_time').map(each),
      mostCalls: column('most'),
      longest: column('longest'),
      share: column<number>('requests').map((requests) => Math.min(1, each(requests))),
      calls: column('all_calls'),
      errors: column('failed'),
      place: column<[string, number]>('place').map(([file, line]) => (line > 0 ? `${file}:${line}` : file)),
    };
  };
  return { operations, readRows };
}
