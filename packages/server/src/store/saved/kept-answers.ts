import type { Engine } from '../engine/engine.ts';
import { encodeNativeBlock, NumberColumn, StringColumn } from '../native/index.ts';

/** Times are milliseconds since the epoch, kept to the second. */
export interface StoredAnswer {
  id: string;
  /** JSON. */
  content: string;
  keptAtMs: number;
  expiresAtMs: number;
}

const MILLIS_PER_SECOND = 1_000;
/** What is past its end may lie there until the engine merges; it is not read any more. */
const READABLE = 'bin = {bin:String} AND expires_at > now()';

/** Goes in as a block: the text of a statement is bounded, an answer may be longer. */
export async function keepAnswer(
  engine: Engine,
  bin: string,
  { id, content, keptAtMs, expiresAtMs }: StoredAnswer,
): Promise<void> {
  const columns = {
    bin: textOf(bin),
    id: textOf(id),
    content: textOf(content),
    kept_at: timeOf(keptAtMs),
    expires_at: timeOf(expiresAtMs),
  };
  await engine.insertNative(
    'kept_answers',
    encodeNativeBlock(columns),
    1,
    Object.entries(columns).map(([name, { type }]) => ({ name, type })),
  );
}

/** Undefined where there is none, or none any more. */
export async function readKeptAnswer(
  engine: Engine,
  bin: string,
  id: string,
): Promise<StoredAnswer | undefined> {
  const { columns, rows } = await engine.query(
    `SELECT content, toFloat64(toUnixTimestamp(kept_at)) AS kept, toFloat64(toUnixTimestamp(expires_at)) AS expires
     FROM kept_answers WHERE ${READABLE} AND id = {id:String} LIMIT 1`,
    { bin, id },
  );
  if (rows === 0) return undefined;
  return {
    id,
    content: columns.content![0] as string,
    keptAtMs: (columns.kept![0] as number) * MILLIS_PER_SECOND,
    expiresAtMs: (columns.expires![0] as number) * MILLIS_PER_SECOND,
  };
}

export async function countKeptAnswers(engine: Engine, bin: string): Promise<number> {
  const { columns } = await engine.query(
    `SELECT toFloat64(count()) AS answers FROM kept_answers WHERE ${READABLE}`,
    { bin },
  );
  return columns.answers![0] as number;
}

/** False when the bin has no such answer. */
export async function removeKeptAnswer(engine: Engine, bin: string, id: string): Promise<boolean> {
  const { rows } = await engine.query(
    `SELECT 1 FROM kept_answers WHERE ${READABLE} AND id = {id:String} LIMIT 1`,
    { bin, id },
  );
  if (rows === 0) return false;
  const target =
    engine.cluster === undefined ? 'kept_answers' : `kept_answers ON CLUSTER '${engine.cluster}'`;
  await engine.command(`DELETE FROM ${target} WHERE bin = {bin:String} AND id = {id:String}`, { bin, id });
  return true;
}

function textOf(text: string): StringColumn {
  const column = new StringColumn();
  column.appendText(text);
  return column;
}

function timeOf(atMs: number): NumberColumn {
  const column = new NumberColumn('DateTime');
  column.append(Math.floor(atMs / MILLIS_PER_SECOND));
  return column;
}
