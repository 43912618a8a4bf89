import type { Router } from 'express';
import type { AppServices } from '../app-services.ts';
import { mondayOf } from '../db/week-dates.ts';
import { findStation, readDate } from '../find-station.ts';
import { serializeWeek } from '../serializers/week.ts';
import { serializeWeekBatched } from '../serializers/week-batched.ts';

export function weekRoutes(router: Router, { db, config }: AppServices): void {
  const serialize = config.isFixed ? serializeWeekBatched : serializeWeek;

  router.get('/api/week/:date', async (request, response) => {
    const monday = mondayOf(readDate(request.params.date));
    const station = await findStation(db, request, request.query.station);
    response.json(await serialize(db, station, monday));
  });
}
