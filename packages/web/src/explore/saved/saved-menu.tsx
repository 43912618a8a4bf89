import type { QuestionView, SavedQuestion } from '@tracebin/model';
import { useRef } from 'react';
import { Floating, type FloatingHandle } from '../../shell/floating.tsx';
import { useKeys } from '../../shell/keys.ts';
import { SaveForm } from './save-form.tsx';
import { SavedList } from './saved-list.tsx';
import './saved.css';

interface SavedMenuProps {
  bin: string;
  /** The question at hand; undefined while its text is none. */
  view: QuestionView | undefined;
  /** Id of the saved question that it began as. */
  savedId: string | undefined;
  open: (saved: SavedQuestion) => void;
  /** The question at hand is this one now. */
  onSaved: (saved: SavedQuestion) => void;
}

/** What people have saved in the bin: the question at hand under a name, and all others to open. */
export function SavedMenu({ bin, view, savedId, open, onSaved }: SavedMenuProps) {
  const menu = useRef<FloatingHandle>(null);
  useKeys('Explore', [
    { keys: 'Mod+s', label: 'Save the question', run: () => menu.current?.open(), whileTyping: true },
  ]);
  return (
    <Floating className="ctl plain" align="right" label="Saved" handle={menu}>
      {(close) => (
        <div className="menu saved-menu">
          {view !== undefined && (
            <SaveForm
              bin={bin}
              view={view}
              savedId={savedId}
              onSaved={(saved) => {
                onSaved(saved);
                close();
              }}
            />
          )}
          <SavedList
            bin={bin}
            savedId={savedId}
            open={(saved) => {
              open(saved);
              close();
            }}
          />
        </div>
      )}
    </Floating>
  );
}
