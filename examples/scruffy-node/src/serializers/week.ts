import type { Database } from '../db/database.ts';
import { addDays } from '../db/week-dates.ts';
import { type BreakJson, type BreakRow, serializeBreak } from './break.ts';

export interface Station {
  id: number;
  call_sign: string;
  name: string;
  market: string;
  size: 'large' | 'small';
}

export interface WeekJson {
  station: { callSign: string; name: string; market: string };
  monday: string;
  breaks: BreakJson[];
}

/** The week of a station as the traffic desk works with it: every break, every slot, who is in it. */
export async function serializeWeek(db: Database, station: Station, monday: string): Promise<WeekJson> {
  const { rows } = await db.query<BreakRow>(
    'SELECT id, programme_id, airs_at FROM breaks WHERE station_id = $1 AND airs_at >= $2 AND airs_at < $3 ORDER BY airs_at, id',
    [station.id, monday, addDays(monday, 7)],
  );
  const breaks: BreakJson[] = [];
  for (const row of rows) breaks.push(await serializeBreak(db, row));
  return weekJson(station, monday, breaks);
}

export function weekJson(station: Station, monday: string, breaks: BreakJson[]): WeekJson {
  return {
    station: { callSign: station.call_sign, name: station.name, market: station.market },
    monday,
    breaks,
  };
}
