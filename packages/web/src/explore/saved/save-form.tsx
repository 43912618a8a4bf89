import { useQuery, useQueryClient } from '@tanstack/react-query';
import { freeName, type QuestionView, SAVED_LIMITS, type SavedQuestion } from '@tracebin/model';
import { useEffect, useRef, useState } from 'react';
import { savedQuestionsQuery, saveQuestion } from '../../api/saved.ts';

interface SaveFormProps {
  bin: string;
  view: QuestionView;
  savedId: string | undefined;
  onSaved: (saved: SavedQuestion) => void;
}

/**
 * One field: a name that is there already means "in its place", and the button says so; the other button has a name that
 * is free. What somebody else has saved in the meantime is not written over unseen: the list is read again first.
 */
export function SaveForm({ bin, view, savedId, onSaved }: SaveFormProps) {
  const client = useQueryClient();
  const list = savedQuestionsQuery(bin);
  const { data } = useQuery(list);
  const opened = data?.questions.find(({ id }) => id === savedId);
  const [typed, setTyped] = useState<string>();
  const [state, setState] = useState<{ isSaving: boolean; refusal?: string }>({ isSaving: false });
  const field = useRef<HTMLInputElement>(null);
  const name = typed ?? opened?.name ?? '';
  const plain = name.trim().toLowerCase();
  const replaced = data?.questions.find((each) => each.name.toLowerCase() === plain);
  useEffect(() => field.current?.select(), []);
  const names = data?.questions.map((each) => each.name) ?? [];
  const free = freeName(name.trim(), names, SAVED_LIMITS.nameLength);
  const save = (wanted: string, before: SavedQuestion | undefined) => {
    setState({ isSaving: true });
    const basedOn = before === undefined ? {} : { basedOn: before.changedAt };
    const readAgain = () => client.invalidateQueries({ queryKey: list.queryKey });
    saveQuestion(bin, { ...view, name: wanted, ...basedOn }, before?.id)
      .then(async (saved) => {
        await readAgain();
        onSaved(saved);
      })
      .catch(async (error: Error) => {
        await readAgain();
        setState({ isSaving: false, refusal: error.message });
      });
  };
  return (
    <form
      className="save-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (plain !== '' && !state.isSaving) save(name, replaced);
      }}
    >
      <label className="sr-only" htmlFor="save-name">
        Name of the question
      </label>
      <input
        ref={field}
        id="save-name"
        className="field"
        placeholder="Save this question as"
        maxLength={SAVED_LIMITS.nameLength}
        autoComplete="off"
        value={name}
        onChange={(event) => {
          setTyped(event.target.value);
          setState({ isSaving: false });
        }}
      />
      <button type="submit" className="ctl primary" disabled={plain === '' || state.isSaving}>
        {replaced === undefined ? 'Save' : 'Replace'}
      </button>
      {replaced !== undefined && (replaced.id !== savedId || state.refusal !== undefined) && (
        <button
          type="button"
          className="ctl clip"
          disabled={state.isSaving}
          onClick={() => save(free, undefined)}
        >
          Save as “{free}”
        </button>
      )}
      {state.refusal !== undefined && (
        <p className="bad small" role="alert">
          {state.refusal}
        </p>
      )}
    </form>
  );
}
