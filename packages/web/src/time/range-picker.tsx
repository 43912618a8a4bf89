import { useState } from 'react';
import { formatRange, formatZone } from '../format/times.ts';
import { Floating } from '../shell/floating.tsx';
import { ChevronDown, ChevronLeft, ChevronRight } from '../shell/icons.tsx';
import { useKeys } from '../shell/keys.ts';
import {
  absoluteRange,
  rangeName,
  rangeOf,
  rangePresets,
  reachesNow,
  steppedRange,
  type TimeRange,
} from './time-range.ts';
import './range-picker.css';

interface RangePickerProps {
  range: TimeRange;
  retentionHours: number;
  /** Now as the page last asked, so that the control and the answer speak of the same hour. */
  nowMs: number;
  choose: (range: TimeRange) => void;
}

/** One control for the range: its name and both ends, earlier and later at its sides. */
export function RangePicker({ range, retentionHours, nowMs, choose }: RangePickerProps) {
  const { from, to } = absoluteRange(range, nowMs);
  const name = rangeName(range);
  const absolute = formatRange(new Date(from), new Date(to), new Date(nowMs));
  const atNow = reachesNow(range, nowMs);
  const step = (direction: -1 | 1) => choose(steppedRange(range, direction, Date.now()));
  useKeys('Time', [
    { keys: '[', label: 'Earlier', run: () => step(-1) },
    { keys: ']', label: 'Later', run: () => !atNow && step(1) },
  ]);
  return (
    <span className="range">
      <button type="button" className="step" aria-label="Earlier" onClick={() => step(-1)}>
        <ChevronLeft />
      </button>
      <Floating
        className="range-button"
        align="right"
        name={`Time range: ${name ?? ''} ${absolute} ${formatZone(new Date(to))}`}
        label={
          <>
            {name !== undefined && <span>{name}</span>}
            <span className={name === undefined ? '' : 'abs wide'}>
              {absolute} {formatZone(new Date(to))}
            </span>
            <ChevronDown />
          </>
        }
      >
        {(close) => (
          <div className="menu range-menu">
            <ul>
              {rangePresets(retentionHours).map((preset) => (
                <li key={preset.from}>
                  <button
                    type="button"
                    aria-current={preset.label === name ? 'true' : undefined}
                    onClick={() => {
                      choose({ from: preset.from });
                      close();
                    }}
                  >
                    {preset.label}
                  </button>
                </li>
              ))}
            </ul>
            <hr />
            <AbsoluteForm
              from={from}
              to={to}
              apply={(chosen) => {
                choose(chosen);
                close();
              }}
            />
          </div>
        )}
      </Floating>
      <button type="button" className="step" aria-label="Later" disabled={atNow} onClick={() => step(1)}>
        <ChevronRight />
      </button>
    </span>
  );
}

interface AbsoluteFormProps {
  from: number;
  to: number;
  apply: (range: TimeRange) => void;
}

/** Two local times; the zone stands beside them because the fields themselves do not say it. */
function AbsoluteForm({ from, to, apply }: AbsoluteFormProps) {
  const [start, setStart] = useState(() => localInput(from));
  const [end, setEnd] = useState(() => localInput(to));
  const startMs = Date.parse(start);
  const endMs = Date.parse(end);
  const ordered = startMs < endMs;
  return (
    <form
      className="range-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (ordered) apply(rangeOf(startMs, endMs));
      }}
    >
      <label>
        <span>From</span>
        <input
          className="field"
          type="datetime-local"
          step={1}
          required
          value={start}
          onChange={(event) => setStart(event.target.value)}
        />
      </label>
      <label>
        <span>To</span>
        <input
          className="field"
          type="datetime-local"
          step={1}
          required
          aria-invalid={!ordered}
          value={end}
          onChange={(event) => setEnd(event.target.value)}
        />
      </label>
      <div className="row">
        <span className={ordered ? 'muted small' : 'bad small'}>
          {ordered ? `${formatZone(new Date(to))}, your zone` : 'Ends before it begins'}
        </span>
        <button type="submit" className="ctl right" disabled={!ordered}>
          Show
        </button>
      </div>
    </form>
  );
}

/** `2026-11-20T14:20:05`, local, as the field wants it. */
function localInput(at: number): string {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
