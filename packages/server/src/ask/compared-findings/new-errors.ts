import type { Finding } from '@tracebin/model';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import { isoTime } from '../iso-time.ts';
import { errorHistories } from '../pages/errors/error-history.ts';
import { errorCondition } from '../pages/errors/error-scope.ts';
import { hexOf } from '../pages/queries/query-scope.ts';
import { transactionKey } from '../pages/transaction-key.ts';
import { type ComparedScope, comparedFinding } from './compared-finding.ts';
import { versionRuns } from './version-runs.ts';

const MAX_GROUPS = 200;
const MAX_EXAMPLES = 5;

/** Errors of the newest version of a service, which no earlier one had although it answered requests of that kind. */
export async function newErrors(
  engine: Engine,
  scope: ComparedScope,
): Promise<{ findings: Finding[]; readRows: number }> {
  const { bin, range, historyFrom, environment, thresholds, deployed, summed } = scope;
  const bound = new BoundValues();
  const { columns, rows, readRows } = await engine.query(
    `SELECT ${hexOf('group')} AS id, toString(any(service)) AS of_service,
       toString(argMax(transaction, time)) AS of_transaction, toString(any(type)) AS of_type, any(shape) AS of_shape,
       any(place) AS of_place, sum(sample_rate) AS errors,
       toString(toUnixTimestamp64Nano(min(time))) AS first, toString(toUnixTimestamp64Nano(max(time))) AS last,
       arrayMap(example -> (lower(hex(example.2)), lower(hex(example.3)), toString(-example.1)),
         groupArraySorted(${MAX_EXAMPLES})((-toUnixTimestamp64Nano(time), trace_id, span_id))) AS examples
     FROM errors
     WHERE ${errorCondition({ ...scope, group: undefined }, bound)} AND version != ''
     GROUP BY group
     HAVING errors >= ${bound.add('UInt32', thresholds.newErrors)}
     ORDER BY errors DESC, id
     LIMIT ${MAX_GROUPS}`,
    bound.params,
  );
  const column = (name: string): string[] => (columns[name] ?? []) as string[];
  const histories = await errorHistories(
    engine,
    { bin, until: range.to, environment, deployed },
    column('id'),
  );
  const isNew = (row: number): boolean => histories.of.get(column('id')[row]!)?.isNew === true;
  const found = Array.from({ length: rows }, (_, row) => row).filter(isNew);
  const asked = found.map((row) => ({
    service: column('of_service')[row]!,
    transaction: column('of_transaction')[row]!,
  }));
  const runs = await versionRuns(
    engine,
    { bin, range: { ...range, from: historyFrom }, environment, deployed, summed },
    asked,
    range.from,
  );
  const findings: Finding[] = [];
  found.forEach((row, at) => {
    const { service, transaction } = asked[at]!;
    const history = histories.of.get(column('id')[row]!)!;
    const versions = runs.of.get(transactionKey(service, transaction)) ?? [];
    // It is new in what runs now; the same version may have run before and been replaced.
    const began = versions.findLastIndex(({ version }) => version === history.firstVersion);
    const own = versions[began]?.hits ?? 0;
    const without = versions.slice(0, Math.max(0, began)).reduce((sum, { hits }) => sum + hits, 0);
    if (without < thresholds.fixedRequests) return;
    const errors = columns.errors![row] as number;
    findings.push(
      comparedFinding(
        {
          kind: 'new-error',
          identity: [column('id')[row]!],
          service,
          transaction,
          statement: [column('of_type')[row], column('of_shape')[row]]
            .filter((part) => part !== '')
            .join(': '),
          place: placeOf(column('of_place')[row]!),
          first: BigInt(column('first')[row]!),
          last: BigInt(column('last')[row]!),
          requests: errors,
          share: own === 0 ? 1 : Math.min(1, errors / own),
          lost: { median: 0, p95: 0, total: 0 },
          firstVersion: history.firstVersion,
          lastVersion: history.lastVersion,
          examples: (columns.examples![row] as [string, string, string][]).map(
            ([traceId, spanId, nanos]) => ({
              traceId,
              spanId,
              at: isoTime(BigInt(nanos)),
              count: 1,
              lost: 0,
            }),
          ),
          evidence: {
            type: column('of_type')[row],
            place: column('of_place')[row],
            group: column('id')[row],
            version: history.firstVersion,
            requestsWithout: without,
          },
        },
        scope,
      ),
    );
  });
  return { findings, readRows: readRows + histories.readRows + runs.readRows };
}

/** As `derive` names the topmost frame: `function (file)`, a file, or a function or span alone, which tell no file. */
function placeOf(text: string): Finding['place'] {
  const [, inside, file] = /^(.+) \(([^()]+)\)$/.exec(text) ?? [];
  if (inside !== undefined && file !== undefined) return { file, line: 0, function: inside };
  return /^\S*[/\\]\S+\.\w+$/.test(text) ? { file: text, line: 0, function: '' } : null;
}
