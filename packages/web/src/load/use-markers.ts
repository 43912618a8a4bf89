import { useQuery } from '@tanstack/react-query';
import type { MarkerSearch } from '@tracebin/model';
import { useMemo } from 'react';
import { markersQuery } from '../api/load-queries.ts';
import type { TrackMarker } from '../charts/tracks/track.ts';
import { trackMarkers } from './track-markers.ts';

const NONE: readonly TrackMarker[] = [];

/** What the charts of a page mark; nothing until it is known. */
export function useMarkers(bin: string, search: MarkerSearch): readonly TrackMarker[] {
  const { data } = useQuery(markersQuery(bin, search));
  return useMemo(() => (data === undefined ? NONE : trackMarkers(data.markers)), [data]);
}
