import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  type FindingThresholds,
  THRESHOLD_NAMES,
  THRESHOLD_RULES,
  type ThresholdChange,
} from '@tracebin/model';
import { useState } from 'react';
import { ApiFailure } from '../../api/client.ts';
import { changeThresholds } from '../../api/mutations.ts';
import { thresholdsQuery } from '../../api/queries.ts';

/** When something counts as a finding in this bin; an empty field goes back to its default. */
export function ThresholdSettings({ bin, close }: { bin: string; close: () => void }) {
  const queryClient = useQueryClient();
  const { data, error } = useQuery(thresholdsQuery(bin));
  const [typed, setTyped] = useState<Partial<Record<keyof FindingThresholds, string>>>({});
  const change = useMutation({
    mutationFn: (wanted: ThresholdChange) => changeThresholds(bin, wanted),
    onSuccess: (answer) => {
      queryClient.setQueryData(thresholdsQuery(bin).queryKey, answer);
      void queryClient.invalidateQueries({ queryKey: ['bin', bin, 'findings'] });
      close();
    },
  });
  const failure = change.error ?? error;
  const save = () => {
    const wanted: ThresholdChange = {};
    for (const name of THRESHOLD_NAMES) {
      const text = typed[name]?.trim();
      if (text !== undefined) wanted[name] = text === '' ? null : Number(text);
    }
    if (Object.keys(wanted).length === 0) close();
    else change.mutate(wanted);
  };
  return (
    <form
      className="finding-settings"
      aria-label="When something counts as a finding"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        close();
      }}
    >
      <p className="soft small">
        Traces that are worked up from now on go by this. An empty field goes back to its default.
      </p>
      {data !== undefined && (
        <div className="fields">
          {THRESHOLD_NAMES.map((name, index) => {
            const { label, unit, min, max, default: usual } = THRESHOLD_RULES[name];
            return (
              <label key={name}>
                <span>{label}</span>
                <input
                  // biome-ignore lint/a11y/noAutofocus: the form has just been asked for
                  autoFocus={index === 0}
                  className="field number"
                  type="number"
                  min={min}
                  max={max}
                  step={1}
                  placeholder={String(usual)}
                  value={typed[name] ?? data.own[name] ?? ''}
                  onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
                />
                <span className="muted">{unit}</span>
              </label>
            );
          })}
        </div>
      )}
      {failure !== null && (
        <p className="bad" role="alert">
          {failure.message} {failure instanceof ApiFailure && <span className="soft">{failure.hint}</span>}
        </p>
      )}
      <p className="row">
        <button type="submit" className="ctl primary" disabled={change.isPending}>
          Save
        </button>
        <button type="button" className="ctl plain" onClick={close}>
          Cancel
        </button>
      </p>
    </form>
  );
}
