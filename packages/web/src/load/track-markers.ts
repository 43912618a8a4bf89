import type { Marker } from '@tracebin/model';
import type { TrackMarker } from '../charts/tracks/track.ts';
import { formatClock } from '../format/times.ts';

/** Markers as tracks show them: a version, or the first words. */
export const trackMarkers = (markers: readonly Marker[]): TrackMarker[] =>
  markers.map(({ at, kind, service, version, text }) => ({
    at: Date.parse(at),
    label: version === '' ? text : version,
    title: [kind, version, service === '' ? '' : `of ${service}`, text, `at ${formatClock(new Date(at))}`]
      .filter((each) => each !== '')
      .join(' '),
  }));
