import { useState } from 'react';
import { FactEditor } from './fact-editor.tsx';
import { useBinChange } from './use-bin-change.ts';

/** The bin's name, as it stands in the bar and in titles. */
export function NameFact({ bin, name }: { bin: string; name: string }) {
  const [editing, setEditing] = useState(false);
  const [text, setText] = useState(name);
  const change = useBinChange(bin, () => setEditing(false));
  if (!editing)
    return (
      <div>
        <dt>Name</dt>
        <dd className="clip">{name}</dd>
        <dd className="do">
          <button
            type="button"
            className="link-button"
            aria-label="Change the name"
            onClick={() => {
              setText(name);
              change.reset();
              setEditing(true);
            }}
          >
            Change
          </button>
        </dd>
      </div>
    );
  return (
    <FactEditor
      name="Name"
      saving={change.isPending}
      error={change.error}
      save={() => change.mutate({ name: text.trim() })}
      cancel={() => setEditing(false)}
    >
      <input
        // biome-ignore lint/a11y/noAutofocus: the reader has just asked to change this
        autoFocus
        className="field grow"
        type="text"
        aria-label="Name"
        required
        maxLength={80}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </FactEditor>
  );
}
