import type { Router } from 'express';
import type { AppServices } from '../app-services.ts';
import { HttpError } from '../http-error.ts';

export function invoiceRoutes(router: Router, { db }: AppServices): void {
  /** Defect on purpose: an advertiser who has signed but whose first spot has not aired divides by zero. */
  router.get('/api/advertisers/:id/invoice', async (request, response) => {
    const { rows } = await db.query(
      `SELECT advertisers.name AS advertiser, count(bookings.id) AS aired,
         coalesce(sum(price_cents), 0) AS "totalCents",
         coalesce(sum(price_cents), 0) / count(bookings.id) AS "averageCents"
       FROM advertisers
         LEFT JOIN spots ON advertiser_id = advertisers.id
         LEFT JOIN bookings ON spot_id = spots.id AND status = 'aired'
       WHERE advertisers.id = $1 GROUP BY advertisers.id`,
      [Number(request.params.id)],
    );
    if (!rows[0]) throw new HttpError(404, 'No such advertiser.');
    response.json(rows[0]);
  });
}
