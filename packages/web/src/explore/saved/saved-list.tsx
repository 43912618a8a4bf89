import { useQuery, useQueryClient } from '@tanstack/react-query';
import { SAVED_LIMITS, type SavedQuestion } from '@tracebin/model';
import { useState } from 'react';
import { ApiFailure } from '../../api/client.ts';
import { deleteQuestion, savedQuestionsQuery, saveQuestion } from '../../api/saved.ts';

interface SavedListProps {
  bin: string;
  savedId: string | undefined;
  open: (saved: SavedQuestion) => void;
}

/** From here on a list is searched, not read. */
const SEARCHED_FROM = 8;

/** All saved questions of the bin, by name; a word narrows the list. */
export function SavedList({ bin, savedId, open }: SavedListProps) {
  const { data, error } = useQuery(savedQuestionsQuery(bin));
  const [wanted, setWanted] = useState('');
  if (error !== null) return <p className="menu-note bad small">{error.message}</p>;
  if (data === undefined) return <p className="menu-note muted small">reading what is saved…</p>;
  if (data.questions.length === 0)
    return (
      <p className="menu-note muted small">
        Questions that are saved here are there for everybody who has the address of the bin, and for boards.
      </p>
    );
  const word = wanted.trim().toLowerCase();
  const found = data.questions.filter(({ name, text }) => `${name} ${text}`.toLowerCase().includes(word));
  return (
    <>
      {data.questions.length >= SEARCHED_FROM && (
        <input
          className="field saved-search"
          type="search"
          aria-label="Find a saved question"
          placeholder="Find a saved question"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      )}
      <ul aria-label="Saved questions">
        {found.map((saved) => (
          <SavedRow key={saved.id} bin={bin} saved={saved} isOpen={saved.id === savedId} open={open} />
        ))}
      </ul>
    </>
  );
}

interface SavedRowProps {
  bin: string;
  saved: SavedQuestion;
  isOpen: boolean;
  open: (saved: SavedQuestion) => void;
}

function SavedRow({ bin, saved, isOpen, open }: SavedRowProps) {
  const client = useQueryClient();
  const [doing, setDoing] = useState<'renaming' | 'deleting'>();
  const [refusal, setRefusal] = useState('');
  const after = (change: Promise<unknown>) =>
    void change
      .then(() => client.invalidateQueries({ queryKey: savedQuestionsQuery(bin).queryKey }))
      .then(() => setDoing(undefined))
      .catch(async (error: Error) => {
        await client.invalidateQueries({ queryKey: savedQuestionsQuery(bin).queryKey });
        setRefusal(error instanceof ApiFailure ? `${error.message} ${error.hint ?? ''}` : error.message);
      });
  const { id, changedAt: basedOn, ...request } = saved;
  return (
    <li className="saved-row">
      {doing === 'renaming' ? (
        <RenameForm
          name={saved.name}
          rename={(name) => after(saveQuestion(bin, { ...request, name, basedOn }, id))}
          cancel={() => setDoing(undefined)}
        />
      ) : (
        <>
          <button
            type="button"
            className="saved-open"
            title={saved.text}
            aria-current={isOpen ? 'true' : undefined}
            onClick={() => open(saved)}
          >
            <span className="clip medium">{saved.name}</span>
            <code className="clip muted tiny">{saved.text}</code>
          </button>
          {doing === 'deleting' ? (
            <button
              type="button"
              className="link-button bad"
              onClick={() => after(deleteQuestion(bin, id))}
              onBlur={() => setDoing(undefined)}
              // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was pressed
              autoFocus
            >
              For everybody?
            </button>
          ) : (
            <span className="verbs">
              <button type="button" className="link-button" onClick={() => setDoing('renaming')}>
                Rename<span className="sr-only"> {saved.name}</span>
              </button>
              <button type="button" className="link-button" onClick={() => setDoing('deleting')}>
                Delete<span className="sr-only"> {saved.name}</span>
              </button>
            </span>
          )}
        </>
      )}
      {refusal !== '' && (
        <p className="bad small" role="alert">
          {refusal}
        </p>
      )}
    </li>
  );
}

interface RenameFormProps {
  name: string;
  rename: (name: string) => void;
  cancel: () => void;
}

function RenameForm({ name, rename, cancel }: RenameFormProps) {
  const [typed, setTyped] = useState(name);
  return (
    <form
      className="row rename-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() === name) cancel();
        else if (typed.trim() !== '') rename(typed);
      }}
    >
      <input
        className="field"
        aria-label={`New name of ${name}`}
        maxLength={SAVED_LIMITS.nameLength}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          cancel();
        }}
        // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was pressed
        autoFocus
      />
      <button type="submit" className="link-button">
        Rename
      </button>
    </form>
  );
}
