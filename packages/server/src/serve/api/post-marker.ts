import type { Marker, MarkerRequest } from '@tracebin/model';
import { isoTime, parseTime } from '../../ask/index.ts';
import { BadRequestError, NotFoundError } from '../../errors.ts';
import type { Engine } from '../../store/index.ts';
import { addMarker, countMarkers, removeMarker } from '../../store/index.ts';

/** A deploy every hour for more than a year. */
const MAX_MARKERS_PER_BIN = 10_000;
/** As far ahead as events may be. */
const AHEAD_MS = 86_400_000;
const NANOS_PER_MILLI = 1_000_000n;

/** @throws BadRequestError `bad-time`, `bad-marker`, `too-many-markers` */
export async function postMarker(
  engine: Engine,
  bin: string,
  request: MarkerRequest,
  nowMs = Date.now(),
): Promise<Marker> {
  const { kind = 'deploy', service = '', version = '', text = '', url = '' } = request;
  const at = parseTime(request.at ?? 'now', 'at', BigInt(Math.trunc(nowMs)) * NANOS_PER_MILLI);
  const atMs = Number(at / NANOS_PER_MILLI);
  if (atMs > nowMs + AHEAD_MS) {
    throw new BadRequestError('bad-time', 'A marker cannot stand more than a day ahead.', {
      hint: 'Leave "at" out to mark this moment.',
    });
  }
  if (version === '' && text === '') {
    throw new BadRequestError('bad-marker', 'A marker needs a version or a text.', {
      hint: 'For example {"service":"web","version":"v414"}.',
    });
  }
  if (url !== '' && !isWebAddress(url)) {
    throw new BadRequestError('bad-marker', '"url" is not an http or https address.');
  }
  if ((await countMarkers(engine, bin)) >= MAX_MARKERS_PER_BIN) {
    throw new BadRequestError('too-many-markers', `A bin keeps up to ${MAX_MARKERS_PER_BIN} markers.`, {
      hint: 'DELETE /api/bins/:bin/markers/:id takes one away.',
    });
  }
  const { atMs: kept, ...marker } = await addMarker(engine, bin, { atMs, kind, service, version, text, url });
  return {
    ...marker,
    before: '',
    isRollback: false,
    at: isoTime(BigInt(kept) * NANOS_PER_MILLI),
    source: 'posted',
  };
}

/** @throws NotFoundError */
export async function deleteMarker(engine: Engine, bin: string, id: string): Promise<void> {
  if (await removeMarker(engine, bin, id)) return;
  throw new NotFoundError('The bin has no such marker.', { hint: 'GET …/markers lists them.' });
}

function isWebAddress(text: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}
