import { formatDuration, formatExactDuration, LAYER_NAMES } from '@tracebin/model';
import type { LayerTimes } from './layer-times.ts';

/** What the time of a trace went to: a bar, and beside each colour its name, time and share. */
export function LayerShares({ times, queries }: { times: LayerTimes | undefined; queries: string }) {
  // The place is kept while the sums are on their way.
  if (times === undefined) return <div className="trace-layers is-waiting" />;
  const { layers, idle } = times;
  const total = layers.reduce((sum, each) => sum + each, idle);
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
        {idle > 0 && <i className="trace-idle" style={{ flex: `${idle / total} 0 0` }} />}
      </span>
      <ul>
        {shown.map(({ name, ns }) => (
          <li key={name} title={formatExactDuration(Math.round(ns))}>
            <i className={`sw l-${name}`} />
            <span className="soft">{name}</span> <b>{formatDuration(ns)}</b>{' '}
            <span className="muted">{share(ns)}</span>
          </li>
        ))}
        {idle > 0 && (
          <li title={`${formatExactDuration(Math.round(idle))} in which no span ran that has arrived`}>
            <i className="sw trace-idle" />
            <span className="soft">no span</span> <b>{formatDuration(idle)}</b>{' '}
            <span className="muted">{share(idle)}</span>
          </li>
        )}
        {queries !== '' && <li className="right muted">{queries}</li>}
      </ul>
    </div>
  );
}
