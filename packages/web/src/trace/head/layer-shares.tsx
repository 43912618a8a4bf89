import { formatDuration, formatExactDuration, LAYER_NAMES } from '@tracebin/model';

/** What the time of a trace went to: a bar, and beside each colour its name, time and share. */
export function LayerShares({ layers, queries }: { layers: readonly number[]; queries: string }) {
  const total = layers.reduce((sum, each) => sum + each, 0);
  const shown = LAYER_NAMES.map((name, index) => ({ name, ns: layers[index] ?? 0 })).filter(
    ({ ns }) => ns > 0,
  );
  if (total <= 0) return null;
  const share = (ns: number) => {
    const percent = (ns / total) * 100;
    return percent >= 0.95 ? `${percent.toFixed(0)} %` : '';
  };
  return (
    <div className="trace-layers">
      <span
        className="lbar"
        role="img"
        aria-label={shown.map(({ name, ns }) => `${name} ${formatDuration(ns)}`).join(', ')}
      >
        {shown.map(({ name, ns }) => (
          <i key={name} className={`l-${name}`} style={{ flex: `${ns / total} 0 0` }} />
        ))}
      </span>
      <ul>
        {shown.map(({ name, ns }) => (
          <li key={name} title={formatExactDuration(Math.round(ns))}>
            <i className={`sw l-${name}`} />
            <span className="soft">{name}</span> <b>{formatDuration(ns)}</b>{' '}
            <span className="muted">{share(ns)}</span>
          </li>
        ))}
        {queries !== '' && <li className="right muted">{queries}</li>}
      </ul>
    </div>
  );
}
