import { useState } from 'react';
import { formatAgo } from '../../format/times.ts';
import { Floating } from '../../shell/floating.tsx';
import type { TimeRange } from '../../time/time-range.ts';
import { pastQuestions } from './question-history.ts';

interface HistoryMenuProps {
  bin: string;
  ask: (text: string, range: TimeRange) => void;
}

/** What this browser has asked of the bin, to ask it again; a word narrows the list. */
export const HistoryMenu = ({ bin, ask }: HistoryMenuProps) => (
  <Floating className="ctl plain" align="right" label="History">
    {(close) => (
      <PastList
        bin={bin}
        ask={(text, range) => {
          close();
          ask(text, range);
        }}
      />
    )}
  </Floating>
);

function PastList({ bin, ask }: HistoryMenuProps) {
  const [wanted, setWanted] = useState('');
  const all = pastQuestions(bin);
  const found = all.filter(({ text }) => text.toLowerCase().includes(wanted.trim().toLowerCase()));
  const now = new Date();
  return (
    <div className="menu history-menu">
      {all.length === 0 ? (
        <p className="menu-note muted small">Questions that you ask here are kept in this browser.</p>
      ) : (
        <input
          className="field"
          type="search"
          aria-label="Find a question"
          placeholder="Find a question"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      )}
      <ul>
        {found.map(({ text, askedAt, from, to }) => (
          <li key={text}>
            <button type="button" title={text} onClick={() => ask(text, { from, to })}>
              <code className="clip">{text}</code>
              <span className="muted small right nowrap">{formatAgo(new Date(askedAt), now)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
