import { useEffect, useState } from 'react';
import type { TraceLayout } from '../layout/trace-layout.ts';
import { type LayerTimes, layerTimes } from './layer-times.ts';

/** Up to here it is done before the first paint; beyond (100,000 spans take about 150 ms) the waterfall is drawn first. */
const AT_ONCE_SPANS = 5_000;

/** Undefined until it is known. */
export function useLayerTimes(layout: TraceLayout): LayerTimes | undefined {
  const [known, setKnown] = useState(() =>
    layout.count <= AT_ONCE_SPANS ? { layout, times: layerTimes(layout) } : undefined,
  );
  useEffect(() => {
    if (known?.layout === layout) return;
    const timer = setTimeout(() => setKnown({ layout, times: layerTimes(layout) }), 50);
    return () => clearTimeout(timer);
  }, [layout, known]);
  return known?.layout === layout ? known.times : undefined;
}
