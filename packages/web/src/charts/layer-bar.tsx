import { LAYER_NAMES, type LayerName, type Nanoseconds } from '@tracebin/model';

/** Shares of the layers of one thing, always 100 % of it; in words for a reader who hears the page. */
export function LayerBar({ layers }: { layers: Record<LayerName, Nanoseconds> }) {
  const shares = layerShares(layers).filter(({ share }) => share > 0);
  const text = shares.map(({ layer, share }) => `${layer} ${(share * 100).toFixed(0)} %`).join(', ');
  return (
    <span className="lbar" role="img" aria-label={text} title={text}>
      {shares.map(({ layer, share }) => (
        <i key={layer} className={`l-${layer}`} style={{ flex: `${share} 0 0` }} />
      ))}
    </span>
  );
}

/** Each layer's part of the sum, 0 to 1, in the order of the layers. */
export function layerShares(layers: Record<LayerName, Nanoseconds>): { layer: LayerName; share: number }[] {
  const total = LAYER_NAMES.reduce((sum, layer) => sum + layers[layer], 0);
  return LAYER_NAMES.map((layer) => ({ layer, share: total === 0 ? 0 : layers[layer] / total }));
}

/** Names of the layers beside their colours. */
export const LayerKey = () => (
  <span className="row small soft wide layer-key">
    {LAYER_NAMES.map((layer) => (
      <span key={layer} className="row">
        <i className={`sw l-${layer}`} />
        {layer}
      </span>
    ))}
  </span>
);
