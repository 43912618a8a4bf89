import type { Router } from 'express';
import type { AppServices } from '../app-services.ts';
import { addDays } from '../db/week-dates.ts';
import { findStation, readDate } from '../find-station.ts';
import { renderPage } from '../render-page.ts';

/** Pages that people look at. They change with bookings only, so they are kept in memory for a while. */
export function pageRoutes(router: Router, { db, pages, config }: AppServices): void {
  router.get('/', pages.cached(30_000), async (_request, response) => {
    const { rows } = await db.query(
      `SELECT call_sign, name, market, size,
         (SELECT count(*) FROM breaks WHERE station_id = stations.id AND airs_at >= $1 AND airs_at < $2) AS breaks
       FROM stations ORDER BY size, call_sign`,
      [config.today, addDays(config.today, 1)],
    );
    await renderPage(response, 'stations', { stations: rows, today: config.today });
  });

  router.get('/stations/:callSign/day/:date', pages.cached(10_000), async (request, response) => {
    const date = readDate(request.params.date);
    const station = await findStation(db, request, request.params.callSign);
    const { rows } = await db.query(
      `SELECT airs_at, title, count(slots.id) AS slots, count(bookings.id) AS booked,
         coalesce(sum(price_cents), 0) AS revenue_cents
       FROM breaks
         JOIN programmes ON programmes.id = programme_id
         JOIN slots ON break_id = breaks.id
         LEFT JOIN bookings ON slot_id = slots.id
       WHERE station_id = $1 AND airs_at >= $2 AND airs_at < $3
       GROUP BY breaks.id, title ORDER BY airs_at`,
      [station.id, date, addDays(date, 1)],
    );
    await renderPage(response, 'day', { station, date, breaks: rows });
  });
}
