import type { Request } from 'express';
import type { Database } from './db/database.ts';
import { isDate } from './db/week-dates.ts';
import { HttpError } from './http-error.ts';
import { describeRequest } from './request-span.ts';
import type { Station } from './serializers/week.ts';

/** @throws HttpError 404 when there is no such station */
export async function findStation(db: Database, request: Request, callSign: unknown): Promise<Station> {
  const { rows } = await db.query<Station>(
    'SELECT id, call_sign, name, market, size FROM stations WHERE call_sign = $1',
    [String(callSign ?? '').toUpperCase()],
  );
  const station = rows[0];
  if (!station) throw new HttpError(404, 'No such station.');
  describeRequest(request, { 'station.call_sign': station.call_sign, 'station.market': station.market });
  return station;
}

/** @throws HttpError 400 when the text is not a date */
export function readDate(text: unknown): string {
  if (typeof text !== 'string' || !isDate(text)) throw new HttpError(400, 'A date looks like 2026-11-21.');
  return text;
}
