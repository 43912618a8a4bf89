import { useQuery } from '@tanstack/react-query';
import { formatDuration } from '@tracebin/model';
import { useState } from 'react';
import { traceQuery, tracesQuery } from '../../../api/queries.ts';
import { formatStart } from '../../../format/times.ts';
import { ErrorView } from '../../../shell/error-page.tsx';
import { rootOf } from '../../layout/trace-root.ts';
import type { PaneProps } from '../pane-props.ts';
import { ComparedTree } from './compared-tree.tsx';
import './compare-pane.css';

/** So many traces of the same root are offered, and looked for this far around. */
const OFFERED = 40;
const AROUND_MS = 3_600_000;

/** This trace beside another one: what ran more often, only here, or only there. */
export default function ComparePane({ bin, stage, onShowRow }: PaneProps) {
  const { layout, view, change } = stage;
  const { other } = view;
  const root = rootOf(layout);
  const start = Date.parse(layout.answer.start);
  const { data: near } = useQuery(
    tracesQuery(bin, {
      service: root.service,
      name: root.name,
      from: new Date(start - AROUND_MS).toISOString(),
      to: new Date(Math.min(Date.now(), start + AROUND_MS)).toISOString(),
      limit: OFFERED,
    }),
  );
  const compared = useQuery({ ...traceQuery(bin, other ?? ''), enabled: other !== null });
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const offered = (near?.traceId ?? [])
    .map((traceId, row) => ({
      traceId,
      duration: near!.duration[row]!,
      spans: near!.spans[row]!,
      start: near!.start[row]!,
    }))
    .filter(({ traceId }) => traceId !== layout.answer.traceId)
    .sort((a, b) => a.duration - b.duration);
  const choose = (traceId: string) => change({ other: traceId }, 'push');
  return (
    <>
      <div className="trace-pane-bar trace-compare-bar">
        <label className="row">
          <span className="muted small">with</span>
          <select
            className="field"
            value={offered.some(({ traceId }) => traceId === other) ? (other ?? '') : ''}
            onChange={(event) => event.target.value !== '' && choose(event.target.value)}
          >
            <option value="">
              {offered.length === 0 ? 'no other request of this name near by' : 'a request of the same name…'}
            </option>
            {offered.map(({ traceId, duration, spans, start: at }) => (
              <option key={traceId} value={traceId}>
                {formatDuration(duration)}, {spans.toLocaleString('en-US')} spans,{' '}
                {formatStart(new Date(at), new Date())}
              </option>
            ))}
          </select>
        </label>
        <form
          className="row"
          onSubmit={(event) => {
            event.preventDefault();
            const id = /[0-9a-f]{32}/i.exec(typed)?.[0]?.toLowerCase();
            setWrong(id === undefined);
            if (id !== undefined) choose(id);
          }}
        >
          <input
            className="field"
            type="text"
            aria-label="Id or address of another trace"
            placeholder="or a trace id, or its address"
            aria-invalid={wrong}
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setWrong(false);
            }}
          />
          <button type="submit" className="ctl">
            Compare
          </button>
        </form>
        {wrong && (
          <p className="bad" role="alert">
            A trace id has 32 hex digits.
          </p>
        )}
      </div>
      {other === null ? (
        <p className="trace-compare-none soft">
          Choose another trace, a fast one perhaps: what differs between the two is marked, span by span.
        </p>
      ) : compared.data !== undefined ? (
        <ComparedTree bin={bin} layout={layout} other={compared.data} onShowRow={onShowRow} />
      ) : compared.error !== null ? (
        <ErrorView error={compared.error} retry={() => void compared.refetch()} />
      ) : (
        <p className="trace-pane-waiting muted" role="status">
          Loading the other trace …
        </p>
      )}
    </>
  );
}
