import type { Engine } from '../engine/engine.ts';

export type SavedKind = 'question' | 'board';

export interface SavedItem {
  /** Unique in its bin and kind. */
  id: string;
  name: string;
  /** JSON. */
  content: string;
  /** Milliseconds since the epoch. */
  changedAtMs: number;
}

/** All of a kind, by name. */
export async function readSaved(engine: Engine, bin: string, kind: SavedKind): Promise<SavedItem[]> {
  const { columns, rows } = await engine.query(
    `SELECT id, name, content, toFloat64(toUnixTimestamp64Milli(changed_at)) AS changed
     FROM saved FINAL
     WHERE bin = {bin:String} AND kind = {kind:String}
     ORDER BY lowerUTF8(name), id`,
    { bin, kind },
  );
  return Array.from({ length: rows }, (_, row) => ({
    id: columns.id![row] as string,
    name: columns.name![row] as string,
    content: columns.content![row] as string,
    changedAtMs: columns.changed![row] as number,
  }));
}

/** A new item, or the next version of one that has the id. */
export async function writeSaved(
  engine: Engine,
  bin: string,
  kind: SavedKind,
  { id, name, content, changedAtMs }: SavedItem,
): Promise<void> {
  await engine.command(
    `INSERT INTO saved (bin, kind, id, name, content, changed_at)
     SELECT {bin:String}, {kind:String}, {id:String}, {name:String}, {content:String},
       fromUnixTimestamp64Milli({changed:Int64}, 'UTC')`,
    { bin, kind, id, name, content, changed: String(changedAtMs) },
  );
}

/** All versions of it. */
export async function removeSaved(engine: Engine, bin: string, kind: SavedKind, id: string): Promise<void> {
  const target = engine.cluster === undefined ? 'saved' : `saved ON CLUSTER '${engine.cluster}'`;
  await engine.command(
    `DELETE FROM ${target} WHERE bin = {bin:String} AND kind = {kind:String} AND id = {id:String}`,
    { bin, kind, id },
  );
}
