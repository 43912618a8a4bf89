import type { Router } from 'express';
import type { AppServices } from '../app-services.ts';
import { addDays } from '../db/week-dates.ts';
import { findStation, readDate } from '../find-station.ts';
import { HttpError } from '../http-error.ts';
import type { OpenSlot } from '../services/rates-client.ts';

export function slotRoutes(router: Router, { db, rates }: AppServices): void {
  router.get('/api/stations/:callSign/availability/:date', async (request, response) => {
    const date = readDate(request.params.date);
    const station = await findStation(db, request, request.params.callSign);
    const { rows } = await db.query(
      `SELECT slots.id, airs_at AS "airsAt", length_seconds AS "lengthSeconds"
       FROM slots
         JOIN breaks ON breaks.id = break_id
         LEFT JOIN bookings ON slot_id = slots.id
       WHERE station_id = $1 AND airs_at >= $2 AND airs_at < $3 AND bookings.id IS NULL
       ORDER BY airs_at, position LIMIT 50`,
      [station.id, date, addDays(date, 7)],
    );
    response.json({ slots: rows });
  });

  router.get('/api/slots/:id/quote', async (request, response) => {
    const { rows } = await db.query<OpenSlot>(
      `SELECT slots.id, airs_at, length_seconds, market
       FROM slots JOIN breaks ON breaks.id = break_id JOIN stations ON stations.id = station_id
       WHERE slots.id = $1`,
      [Number(request.params.id)],
    );
    if (!rows[0]) throw new HttpError(404, 'No such slot.');
    response.json({ slot: rows[0].id, priceCents: await rates.quoteCents(rows[0]) });
  });
}
