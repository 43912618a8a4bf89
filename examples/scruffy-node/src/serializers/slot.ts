import type { Database } from '../db/database.ts';

export interface SlotRow {
  id: number;
  position: number;
  length_seconds: number;
}

export interface BookingRow {
  id: number;
  spot_id: number;
  price_cents: number;
  status: string;
}

/** A spot together with the name of who pays for it. */
export interface SpotRow {
  title: string;
  isci: string;
  advertiser: string;
}

export interface SlotJson {
  id: number;
  position: number;
  lengthSeconds: number;
  booking: null | {
    id: number;
    status: string;
    priceCents: number;
    spot: { title: string; isci: string };
    advertiser: string;
  };
}

export async function serializeSlot(db: Database, row: SlotRow): Promise<SlotJson> {
  const { rows } = await db.query<BookingRow>(
    'SELECT id, spot_id, price_cents, status FROM bookings WHERE slot_id = $1',
    [row.id],
  );
  const booking = rows[0];
  if (!booking) return slotJson(row, undefined, undefined);
  const spot = await db.query<Omit<SpotRow, 'advertiser'> & { advertiser_id: number }>(
    'SELECT title, isci, advertiser_id FROM spots WHERE id = $1',
    [booking.spot_id],
  );
  const { title, isci, advertiser_id } = spot.rows[0]!;
  const advertiser = await db.query<{ name: string }>('SELECT name FROM advertisers WHERE id = $1', [
    advertiser_id,
  ]);
  return slotJson(row, booking, { title, isci, advertiser: advertiser.rows[0]!.name });
}

export function slotJson(row: SlotRow, booking: BookingRow | undefined, spot: SpotRow | undefined): SlotJson {
  return {
    id: row.id,
    position: row.position,
    lengthSeconds: row.length_seconds,
    booking: booking
      ? {
          id: booking.id,
          status: booking.status,
          priceCents: booking.price_cents,
          spot: { title: spot!.title, isci: spot!.isci },
          advertiser: spot!.advertiser,
        }
      : null,
  };
}
