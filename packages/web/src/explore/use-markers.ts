import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { markersQuery } from '../api/question.ts';
import type { ChartMarker } from '../charts/heatmap-overlay.tsx';

/** Deploys and other marks of a range, for the charts; a chart without them is still a chart. */
export function useMarkers(bin: string, from: string, to: string): readonly ChartMarker[] {
  const { data } = useQuery({ ...markersQuery(bin, { from, to }), retry: false });
  return useMemo(
    () =>
      (data?.markers ?? []).map(({ at, version, text, kind }) => ({
        at: Date.parse(at),
        label: version || text || kind,
      })),
    [data],
  );
}
