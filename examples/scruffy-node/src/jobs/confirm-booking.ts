import { fileURLToPath } from 'node:url';
import { trace } from '@opentelemetry/api';
import ejs from 'ejs';
import type { Database } from '../db/database.ts';
import { log } from '../log.ts';
import type { JobHandler } from './job-queue.ts';

const MAIL = fileURLToPath(new URL('../views/confirmation-mail.ejs', import.meta.url));
const tracer = trace.getTracer('scruffy');

/** Tells the advertiser when the spot airs, and marks the booking as confirmed. */
export function confirmBooking(db: Database): JobHandler {
  return async ({ bookingId }) => {
    const { rows } = await db.query(
      `SELECT advertisers.name, email, spots.title, airs_at, price_cents, stations.name AS station
       FROM bookings
         JOIN spots ON spots.id = spot_id
         JOIN advertisers ON advertisers.id = advertiser_id
         JOIN slots ON slots.id = slot_id
         JOIN breaks ON breaks.id = break_id
         JOIN stations ON stations.id = station_id
       WHERE bookings.id = $1`,
      [bookingId],
    );
    // Cancelled before we came to it.
    if (!rows[0]) return;
    await tracer.startActiveSpan('render confirmation-mail.ejs', async (span) => {
      await ejs.renderFile(MAIL, rows[0], { cache: true }).finally(() => span.end());
    });
    await db.query(`UPDATE bookings SET status = 'confirmed' WHERE id = $1 AND status = 'booked'`, [
      bookingId,
    ]);
    log('info', 'booking confirmed', { booking: Number(bookingId), to: rows[0].email });
  };
}
