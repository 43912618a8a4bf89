/** The repaired way to the same JSON: one query for a level instead of one for a row. */
import type { Database } from '../db/database.ts';
import { addDays } from '../db/week-dates.ts';
import { type BreakRow, breakJson, type ProgrammeRow } from './break.ts';
import { type BookingRow, type SlotJson, type SlotRow, type SpotRow, slotJson } from './slot.ts';
import { type Station, type WeekJson, weekJson } from './week.ts';

type BreakWithProgramme = BreakRow & ProgrammeRow;

interface SlotWithBooking extends SlotRow {
  break_id: number;
  booking_id: number | null;
  spot_id: number;
  price_cents: number;
  status: string;
  title: string;
  isci: string;
  advertiser: string;
}

export async function serializeWeekBatched(
  db: Database,
  station: Station,
  monday: string,
): Promise<WeekJson> {
  const { rows: breaks } = await db.query<BreakWithProgramme>(
    `SELECT breaks.id, programme_id, airs_at, title, genre
     FROM breaks JOIN programmes ON programmes.id = programme_id
     WHERE station_id = $1 AND airs_at >= $2 AND airs_at < $3 ORDER BY airs_at, breaks.id`,
    [station.id, monday, addDays(monday, 7)],
  );
  const { rows: slots } = await db.query<SlotWithBooking>(
    `SELECT slots.id, break_id, position, length_seconds, bookings.id AS booking_id, spot_id, price_cents, status,
       spots.title, isci, advertisers.name AS advertiser
     FROM slots
       LEFT JOIN bookings ON slot_id = slots.id
       LEFT JOIN spots ON spots.id = spot_id
       LEFT JOIN advertisers ON advertisers.id = advertiser_id
     WHERE break_id = ANY($1) ORDER BY break_id, position`,
    [breaks.map((row) => row.id)],
  );
  const byBreak = new Map<number, SlotJson[]>();
  for (const row of slots) {
    const list = byBreak.get(row.break_id) ?? [];
    byBreak.set(row.break_id, list);
    list.push(
      row.booking_id === null ? slotJson(row, undefined, undefined) : bookedSlot(row, row.booking_id),
    );
  }
  return weekJson(
    station,
    monday,
    breaks.map((row) => breakJson(row, row, byBreak.get(row.id) ?? [])),
  );
}

function bookedSlot(row: SlotWithBooking, bookingId: number): SlotJson {
  const booking: BookingRow = { ...row, id: bookingId };
  const spot: SpotRow = { title: row.title, isci: row.isci, advertiser: row.advertiser };
  return slotJson(row, booking, spot);
}
