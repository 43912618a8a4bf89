import { useState } from 'react';
import { Floating } from '../../shell/floating.tsx';

interface TimeChoiceProps {
  /** Milliseconds since the epoch: what the form begins with. */
  before: { from: number; to: number };
  after: { from: number; to: number };
  choose: (times: { beforeFrom: string; beforeTo: string; afterFrom: string; afterTo: string }) => void;
}

/** Any two times to compare, whatever ran in them. */
export function TimeChoice({ before, after, choose }: TimeChoiceProps) {
  return (
    <Floating className="ctl" label="Two times…" align="right">
      {(close) => (
        <TimeForm
          before={before}
          after={after}
          choose={(times) => {
            choose(times);
            close();
          }}
        />
      )}
    </Floating>
  );
}

const FIELDS = [
  ['beforeFrom', 'Before, from'],
  ['beforeTo', 'Before, to'],
  ['afterFrom', 'After, from'],
  ['afterTo', 'After, to'],
] as const;

function TimeForm({ before, after, choose }: TimeChoiceProps) {
  const [times, setTimes] = useState({
    beforeFrom: localInput(before.from),
    beforeTo: localInput(before.to),
    afterFrom: localInput(after.from),
    afterTo: localInput(after.to),
  });
  const at = (name: keyof typeof times) => Date.parse(times[name]);
  const isOrdered = at('beforeFrom') < at('beforeTo') && at('afterFrom') < at('afterTo');
  return (
    <form
      className="time-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isOrdered) return;
        const iso = (name: keyof typeof times) => new Date(at(name)).toISOString();
        choose({
          beforeFrom: iso('beforeFrom'),
          beforeTo: iso('beforeTo'),
          afterFrom: iso('afterFrom'),
          afterTo: iso('afterTo'),
        });
      }}
    >
      {FIELDS.map(([name, label]) => (
        <label key={name}>
          <span>{label}</span>
          <input
            className="field"
            type="datetime-local"
            step={1}
            required
            value={times[name]}
            onChange={(event) => setTimes({ ...times, [name]: event.target.value })}
          />
        </label>
      ))}
      <div className="row">
        <span className={isOrdered ? 'muted small' : 'bad small'}>
          {isOrdered ? 'Your zone' : 'One ends before it begins'}
        </span>
        <button type="submit" className="ctl right" disabled={!isOrdered}>
          Compare
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
