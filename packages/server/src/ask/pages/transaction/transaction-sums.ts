import type { TransactionFigures, TransactionVersions } from '@tracebin/model';
import { TRANSACTION_SUM } from '../../../derive/sums/sum-queries.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { isoTime } from '../../iso-time.ts';
import type { CoveredRange } from '../sums/cover-range.ts';
import { summed } from '../sums/summed.ts';
import { figuresAt, figuresOf, summedColumns, summedFiguresSql } from '../transaction-figures.ts';
import type { DetailScope } from './detail-scope.ts';

export const MAX_VERSIONS = 100;

/** How a transaction ran, and each of its versions, whichever was asked for: of requests however long they took. */
export async function transactionSums(
  engine: Engine,
  { service, name, environment, version }: DetailScope,
  covered: CoveredRange,
): Promise<{
  figures: TransactionFigures;
  versions: TransactionVersions;
  environments: string[];
  readRows: number;
}> {
  const bound = new BoundValues();
  const filters = [`service = ${bound.add('String', service)}`, `name = ${bound.add('String', name)}`];
  if (environment !== undefined) filters.push(`environment = ${bound.add('String', environment)}`);
  const wanted = ['version', 'environment', 'first', 'last', ...summedColumns()];
  // The version that is asked for must not be among those that are too many.
  const asked = version === undefined ? '' : `of_version = ${bound.add('String', version)} DESC, `;
  const { columns, rows, readRows } = await engine.query(
    `SELECT toString(version) AS of_version, toUInt8(grouping(version)) AS is_all,
       toString(toUnixTimestamp64Nano(min(first))) AS begun, toString(toUnixTimestamp64Nano(max(last))) AS ended,
       groupUniqArray(${MAX_VERSIONS})(toString(environment)) AS environments, ${summedFiguresSql()}
     FROM ${summed(TRANSACTION_SUM, covered, wanted, filters, bound)}
     GROUP BY version WITH ROLLUP
     ORDER BY is_all DESC, ${asked}min(first) DESC
     LIMIT ${MAX_VERSIONS + 1}`,
    bound.params,
  );
  const all = rows > 0 && columns.is_all![0] === 1 ? 1 : 0;
  const figures = figuresOf(columns, 0, rows);
  const names = columns.of_version as string[];
  const begun = columns.begun as string[];
  const order = names
    .map((_, row) => row)
    .slice(all)
    .sort((a, b) => (BigInt(begun[a]!) < BigInt(begun[b]!) ? -1 : 1));
  const of = <Value>(column: readonly Value[]): Value[] => order.map((row) => column[row]!);
  const isoTimes = (column: string): string[] =>
    of(columns[column] as string[]).map((nanos) => isoTime(BigInt(nanos)));
  return {
    // No row has zeros.
    figures: figuresAt(figures, version === undefined ? 0 : orNone(names.indexOf(version, all), rows)),
    versions: {
      version: of(names),
      firstSeen: isoTimes('begun'),
      lastSeen: isoTimes('ended'),
      hits: of(figures.hits),
      median: of(figures.median),
      p95: of(figures.p95),
      errors: of(figures.errors),
    },
    environments: [...new Set((columns.environments as string[][]).flat())]
      .filter((each) => each !== '')
      .sort(),
    readRows,
  };
}

const orNone = (row: number, rows: number): number => (row === -1 ? rows : row);
