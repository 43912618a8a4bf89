import { Link } from '@tanstack/react-router';
import { durationParts, formatExactDuration, Layer } from '@tracebin/model';
import { binPath } from '../../api/queries.ts';
import { CopyButton } from '../../controls/copy-text.tsx';
import { formatPlural, shownName } from '../../format/numbers.ts';
import { formatClock, formatDay, formatZone } from '../../format/times.ts';
import { oneLine } from '../layout/readable-text.ts';
import { spanLabel } from '../layout/span-label.ts';
import type { Position, TraceLayout } from '../layout/trace-layout.ts';
import { rootOf } from '../layout/trace-root.ts';
import { CopyLater } from '../panel/copy-later.tsx';
import { LayerShares } from './layer-shares.tsx';
import { servicesOf } from './trace-summary.ts';
import { useLayerTimes } from './use-layer-times.ts';
import './trace-head.css';

interface TraceHeadProps {
  bin: string;
  layout: TraceLayout;
  /** Where errors started; undefined until it is known. */
  origins: readonly Position[] | undefined;
  onShowErrors: () => void;
  onShow: (at: Position) => void;
}

/** Which request this was, how long it took, and on what. */
export function TraceHead({ bin, layout, origins, onShowErrors, onShow }: TraceHeadProps) {
  const { answer } = layout;
  const root = rootOf(layout);
  const services = servicesOf(layout);
  const { digits, unit } = durationParts(answer.duration);
  const times = useLayerTimes(layout);
  const queries = layout.layer.reduce((sum, layer) => sum + (layer === Layer.db ? 1 : 0), 0);
  return (
    <header className="trace-head">
      <div className="pagehead">
        <h1 className="clip">
          <span className="crumb">
            <Link to="/b/$bin/traces" params={{ bin }} search={{}}>
              Traces
            </Link>
            {'\u2002/\u2002'}
            <Link to="/b/$bin/traces" params={{ bin }} search={{ service: root.service }}>
              <bdi>{oneLine(root.service, 60)}</bdi>
            </Link>
            {'\u2002/\u2002'}
          </span>
          <bdi title={oneLine(root.name, 2000)}>{shownName(oneLine(root.name))}</bdi>
        </h1>
        <span className="row right">
          <a
            className="ctl plain wide"
            href={`${binPath(bin)}/traces/${encodeURIComponent(answer.traceId)}`}
            download={`trace-${answer.traceId}.json`}
          >
            Download JSON
          </a>
          <a
            className="ctl plain wide"
            href={`${binPath(bin)}/traces/${encodeURIComponent(answer.traceId)}/otlp`}
            download={`trace-${answer.traceId}.otlp.jsonl`}
            title="For any OpenTelemetry tool, and for: tracebin import"
          >
            Export OTLP
          </a>
          <CopyLater
            text={() => location.href}
            name="Share: copy the address of this view"
            className="ctl plain"
            label="Share"
          />
        </span>
      </div>
      <section className="trace-summary" aria-label="Summary">
        <p className="trace-total" title={formatExactDuration(answer.duration)}>
          {digits}
          <small>{unit}</small>
        </p>
        <div>
          <ul className="trace-facts">
            <li title={answer.start}>{formatStartTime(answer.start)}</li>
            <li>
              <i>spans</i>
              {layout.count.toLocaleString('en-US')}
            </li>
            <li className="clip" title={services.join(', ')}>
              <i>{services.length === 1 ? 'service' : 'services'}</i>
              {listOf(services, 3)}
            </li>
            {layout.errors > 0 && (
              <li>
                <button type="button" className="bad medium" onClick={onShowErrors}>
                  {formatPlural(layout.errors, 'error')}
                </button>
                {origins?.length === 1 && origins[0] !== root.at && (
                  <button type="button" className="trace-origin clip" onClick={() => onShow(origins[0]!)}>
                    <span className="muted">from</span> {oneLine(spanLabel(layout, origins[0]!).name, 60)}
                  </button>
                )}
              </li>
            )}
            <li className="right trace-id">
              <i>trace</i>
              <code title={answer.traceId}>{answer.traceId.slice(0, 16)}…</code>
              <CopyButton text={answer.traceId} name="Copy trace id" />
            </li>
          </ul>
          <LayerShares
            times={times}
            queries={
              queries === 0 ? '' : queries === 1 ? '1 query' : `${queries.toLocaleString('en-US')} queries`
            }
          />
        </div>
      </section>
    </header>
  );
}

function listOf(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).map((name) => oneLine(name, 40));
  return names.length > most ? `${shown.join(', ')} and ${names.length - most} more` : shown.join(', ');
}

/** `Fri 20 Nov 13:34:51.207 PST`: local, with its zone. */
function formatStartTime(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return `${formatDay(at)} ${formatClock(at)}.${String(at.getMilliseconds()).padStart(3, '0')} ${formatZone(at)}`;
}
