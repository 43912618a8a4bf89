import type { Marker, MarkerSearch, MarkersAnswer } from '@tracebin/model';
import type { BinScope } from '../../receive/ingest.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { readMarkers, type StoredMarker } from '../../store/markers/index.ts';
import { isoTime } from '../iso-time.ts';
import { parseTimeRange, type TimeRange } from '../time-range.ts';
import { type SeenDeploy, seenDeploys } from './seen-deploys.ts';

export const MAX_MARKERS = 500;
const NANOS_PER_MILLI = 1_000_000n;
/** A pipeline posts its deploy some minutes before or after the first request of the new version. */
const SAME_DEPLOY_MS = 30 * 60_000;
const DAY_MS = 86_400_000;

export interface MarkerScope {
  bin: string;
  range: TimeRange;
  service: string | undefined;
  environment: string | undefined;
}

/**
 * What charts of a range mark: what was posted, and the deploys that were seen and that nobody posted.
 * @throws BadRequestError `bad-time`, `bad-time-range`
 */
export async function listMarkers(
  engine: Engine,
  { bin, retentionHours }: BinScope,
  search: MarkerSearch,
  nowMs = Date.now(),
): Promise<MarkersAnswer> {
  const range = parseTimeRange(search, retentionHours, nowMs);
  const found = await markersOf(engine, {
    bin,
    range,
    service: search.service,
    environment: search.environment,
  });
  return { from: isoTime(range.from), to: isoTime(range.to), ...found };
}

/** The oldest first. */
export async function markersOf(
  engine: Engine,
  scope: MarkerScope,
): Promise<{ markers: Marker[]; more: boolean }> {
  const { bin, range, service } = scope;
  const fromMs = Number(range.from / NANOS_PER_MILLI);
  // An open range has the deploys of clocks that run ahead too.
  const toMs = Number(range.to / NANOS_PER_MILLI) + (range.isOpen ? DAY_MS : 0);
  const limit = MAX_MARKERS + 1;
  const [stored, seen] = await Promise.all([
    readMarkers(engine, bin, { fromMs, toMs, limit }),
    seenDeploys(engine, scope, limit),
  ]);
  const posted = stored.filter(
    (each) => service === undefined || each.service === '' || each.service === service,
  );
  const all = [
    ...posted.map((marker) =>
      markerOfPosted(
        marker,
        seen.find((deploy) => isSameDeploy(marker, deploy)),
      ),
    ),
    ...seen.filter((deploy) => !posted.some((marker) => isSameDeploy(marker, deploy))).map(markerOfSeen),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return { markers: all.slice(-MAX_MARKERS), more: all.length > MAX_MARKERS };
}

function isSameDeploy(marker: StoredMarker, deploy: SeenDeploy): boolean {
  return (
    marker.kind === 'deploy' &&
    marker.version === deploy.version &&
    (marker.service === '' || marker.service === deploy.service) &&
    Math.abs(marker.atMs - Number(deploy.at / NANOS_PER_MILLI)) <= SAME_DEPLOY_MS
  );
}

const markerOfPosted = ({ atMs, ...rest }: StoredMarker, seen: SeenDeploy | undefined): Marker => ({
  ...rest,
  before: seen?.before ?? '',
  isRollback: seen?.isRollback ?? false,
  at: isoTime(BigInt(atMs) * NANOS_PER_MILLI),
  source: 'posted',
});

const markerOfSeen = ({ at, service, version, before, isRollback }: SeenDeploy): Marker => ({
  id: null,
  at: isoTime(at),
  kind: 'deploy',
  service,
  version,
  before,
  isRollback,
  text: '',
  url: '',
  source: 'seen',
});
