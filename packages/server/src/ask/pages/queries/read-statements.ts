import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { hashOf, hexOf } from './query-scope.ts';

/** Where a row with a statement's text stands in `operations`. */
export interface StatementRow {
  /** 16 hex digits. */
  fingerprint: string;
  layer: number;
  /** Nanoseconds since the epoch, as text. */
  time: string;
}

/**
 * Texts of statements, by fingerprint, each from one row: the column is by far the largest of its table.
 * @param maxLength in characters
 */
export async function readStatements(
  engine: Engine,
  bin: string,
  rows: readonly StatementRow[],
  maxLength: number,
): Promise<Map<string, string>> {
  if (rows.length === 0) return new Map();
  const bound = new BoundValues();
  const list = (values: readonly (string | number)[]): string =>
    bound.add('Array(String)', values.map(String));
  const time = "fromUnixTimestamp64Nano(toInt64(place.3), 'UTC')";
  const found = await engine.query(
    `SELECT ${hexOf('fingerprint')} AS id, any(leftUTF8(statement, ${bound.add('UInt32', maxLength)})) AS said
     FROM operations
     WHERE bin = ${bound.add('String', bin)}
       AND (toStartOfHour(time), layer, fingerprint, time) IN (
         SELECT toStartOfHour(${time}), toUInt8(place.1), toUInt64(place.2), ${time}
         FROM (SELECT arrayJoin(arrayZip(
           ${list(rows.map(({ layer }) => layer))},
           ${list(rows.map(({ fingerprint }) => hashOf(fingerprint)))},
           ${list(rows.map(({ time }) => time))})) AS place))
     GROUP BY fingerprint`,
    bound.params,
  );
  const ids = (found.columns.id ?? []) as string[];
  return new Map(ids.map((id, row) => [id, found.columns.said![row] as string]));
}
