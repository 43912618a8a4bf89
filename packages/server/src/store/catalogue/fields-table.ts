import type { FieldType } from '@tracebin/model';
import type { Engine } from '../engine/engine.ts';
import type { FieldSource } from './bin-fields.ts';

/** A row of the table `fields`. */
export interface FieldRow {
  bin: string;
  name: string;
  type: FieldType;
  source: FieldSource;
  lastSeenMs: number;
  examples: string[];
}

/** The longest retention of a bin: what was last seen before has no events anywhere. */
const KEPT_DAYS = 400;
/** The engine takes statements of up to 256 KiB, and escaping may double a text. */
const MAX_STATEMENT_CHARACTERS = 100_000;

/** Fields of one bin or of all, those seen last first. */
export async function readFields(
  engine: Engine,
  { bin, limit }: { bin?: string; limit?: number } = {},
): Promise<FieldRow[]> {
  const { columns, rows } = await engine.query(
    `SELECT toString(bin) AS bin, name, toString(type) AS type, toString(source) AS source,
       toFloat64(toUnixTimestamp(last_seen)) AS seen, examples
     FROM fields FINAL ${bin === undefined ? '' : 'WHERE bin = {bin:String}'}
     ORDER BY last_seen DESC
     ${limit === undefined ? '' : `LIMIT ${Math.trunc(limit)}`}`,
    bin === undefined ? {} : { bin },
  );
  return Array.from({ length: rows }, (_, row) => ({
    bin: columns.bin![row] as string,
    name: columns.name![row] as string,
    type: columns.type![row] as FieldType,
    source: columns.source![row] as FieldSource,
    lastSeenMs: (columns.seen![row] as number) * 1000,
    examples: columns.examples![row] as string[],
  }));
}

export async function writeFields(engine: Engine, fields: readonly FieldRow[]): Promise<void> {
  let lines: string[] = [];
  let characters = 0;
  const write = async (): Promise<void> => {
    if (lines.length === 0) return;
    await engine.command(
      `INSERT INTO fields (bin, name, type, source, last_seen, examples, expires_at)
       SELECT bin, name, type, source, toDateTime(seen), examples, toDateTime(seen) + INTERVAL ${KEPT_DAYS} DAY
       FROM format(JSONEachRow,
         'bin String, name String, type String, source String, seen UInt32, examples Array(String)', {lines:String})`,
      { lines: lines.join('\n') },
    );
    lines = [];
    characters = 0;
  };
  for (const { bin, name, type, source, lastSeenMs, examples } of fields) {
    const line = JSON.stringify({ bin, name, type, source, seen: Math.floor(lastSeenMs / 1000), examples });
    if (characters + line.length > MAX_STATEMENT_CHARACTERS) await write();
    lines.push(line);
    characters += line.length;
  }
  await write();
}
