import type { Router } from 'express';
import type { AppServices } from '../app-services.ts';
import type { User } from '../current-user.ts';
import { HttpError } from '../http-error.ts';
import type { OpenSlot } from '../services/rates-client.ts';

export function bookingRoutes(router: Router, { db, jobs, rates, pages }: AppServices): void {
  router.post('/api/bookings', async (request, response) => {
    const user = signedIn(response.locals.user);
    const { slotId, spotId } = request.body as { slotId?: number; spotId?: number };
    const { rows } = await db.query<OpenSlot>(
      `SELECT slots.id, airs_at, length_seconds, market
       FROM slots JOIN breaks ON breaks.id = break_id JOIN stations ON stations.id = station_id
       WHERE slots.id = $1`,
      [Number(slotId)],
    );
    if (!rows[0]) throw new HttpError(404, 'No such slot.');
    const priceCents = await rates.quoteCents(rows[0]);
    const client = await db.connect();
    try {
      await client.query('BEGIN');
      const booked = await client.query<{ id: number }>(
        `INSERT INTO bookings (slot_id, spot_id, price_cents, status, booked_by)
         VALUES ($1, $2, $3, 'booked', $4) ON CONFLICT (slot_id) DO NOTHING RETURNING id`,
        [rows[0].id, Number(spotId), priceCents, user.id],
      );
      if (!booked.rows[0]) throw new HttpError(409, 'Somebody else has just booked this slot.');
      await jobs.enqueue(client, 'confirm-booking', { bookingId: booked.rows[0].id });
      await client.query('COMMIT');
      pages.clear();
      response.status(201).json({ booking: booked.rows[0].id, priceCents });
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  });

  router.delete('/api/bookings/:id', async (request, response) => {
    signedIn(response.locals.user);
    const { rowCount } = await db.query(`DELETE FROM bookings WHERE id = $1 AND status <> 'aired'`, [
      Number(request.params.id),
    ]);
    if (rowCount === 0) throw new HttpError(404, 'No such booking, or it has aired.');
    pages.clear();
    response.status(204).end();
  });
}

function signedIn(user: User | undefined): User {
  if (!user) throw new HttpError(401, 'Please sign in.');
  return user;
}
