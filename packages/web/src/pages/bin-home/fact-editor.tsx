import type { ReactNode } from 'react';
import { ApiFailure } from '../../api/client.ts';

interface FactEditorProps {
  /** What is changed: `Keeps`. */
  name: string;
  saving: boolean;
  error: Error | null;
  save: () => void;
  cancel: () => void;
  children: ReactNode;
}

/** One setting while it is being changed, in the place where its value stood. */
export function FactEditor({ name, saving, error, save, cancel, children }: FactEditorProps) {
  return (
    <div className="editing">
      <dt>{name}</dt>
      <dd>
        <form
          className="row"
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') cancel();
          }}
        >
          {children}
          <button type="submit" className="ctl primary" disabled={saving}>
            Save
          </button>
          <button type="button" className="ctl plain" onClick={cancel}>
            Cancel
          </button>
        </form>
        {error !== null && (
          <p className="bad" role="alert">
            {error.message} {error instanceof ApiFailure && <span className="soft">{error.hint}</span>}
          </p>
        )}
      </dd>
    </div>
  );
}
