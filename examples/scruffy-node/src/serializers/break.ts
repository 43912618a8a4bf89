import type { Database } from '../db/database.ts';
import { type SlotJson, type SlotRow, serializeSlot } from './slot.ts';

export interface BreakRow {
  id: number;
  programme_id: number;
  airs_at: string;
}

export interface ProgrammeRow {
  title: string;
  genre: string;
}

export interface BreakJson {
  id: number;
  airsAt: string;
  programme: { title: string; genre: string };
  soldSeconds: number;
  slots: SlotJson[];
}

export async function serializeBreak(db: Database, row: BreakRow): Promise<BreakJson> {
  const programme = await db.query<ProgrammeRow>('SELECT title, genre FROM programmes WHERE id = $1', [
    row.programme_id,
  ]);
  const { rows } = await db.query<SlotRow>(
    'SELECT id, position, length_seconds FROM slots WHERE break_id = $1 ORDER BY position',
    [row.id],
  );
  const slots: SlotJson[] = [];
  for (const slot of rows) slots.push(await serializeSlot(db, slot));
  return breakJson(row, programme.rows[0]!, slots);
}

export function breakJson(row: BreakRow, programme: ProgrammeRow, slots: SlotJson[]): BreakJson {
  return {
    id: row.id,
    airsAt: row.airs_at,
    programme: { title: programme.title, genre: programme.genre },
    soldSeconds: slots.reduce((sum, slot) => sum + (slot.booking ? slot.lengthSeconds : 0), 0),
    slots,
  };
}
