import { Link } from '@tanstack/react-router';
import { type BoardPanel, SAVED_LIMITS, type SavedQuestion } from '@tracebin/model';
import { useState } from 'react';
import { Floating } from '../../shell/floating.tsx';
import { firstShow } from './panel-question.ts';

interface AddPanelProps {
  bin: string;
  questions: readonly SavedQuestion[];
  isFull: boolean;
  add: (panel: BoardPanel) => void;
}

/** Saved questions, to put one of them at the end of the board. */
export const AddPanel = (props: AddPanelProps) => (
  <Floating className="ctl" label="Add a panel">
    {(close) => <Choices {...props} close={close} />}
  </Floating>
);

function Choices({ bin, questions, isFull, add, close }: AddPanelProps & { close: () => void }) {
  const [wanted, setWanted] = useState('');
  const word = wanted.trim().toLowerCase();
  if (isFull) return <p className="menu menu-note small">A board has up to {SAVED_LIMITS.panels} panels.</p>;
  if (questions.length === 0)
    return (
      <p className="menu menu-note small">
        No question is saved in this bin yet.{' '}
        <Link className="link-button" to="/b/$bin/explore" params={{ bin }} search={{}}>
          Ask one in Explore
        </Link>
      </p>
    );
  return (
    <div className="menu add-panel">
      <input
        className="field"
        type="search"
        aria-label="Find a saved question"
        placeholder="Find a saved question"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      <ul aria-label="Saved questions">
        {questions
          .filter(({ name, text }) => `${name} ${text}`.toLowerCase().includes(word))
          .map(({ id, name, text }) => (
            <li key={id}>
              <button
                type="button"
                className="add-choice"
                title={text}
                onClick={() => {
                  add({ question: id, show: firstShow(text), wide: false });
                  close();
                }}
              >
                <span className="clip medium">{name}</span>
                <code className="clip muted tiny">{text}</code>
              </button>
            </li>
          ))}
      </ul>
    </div>
  );
}
