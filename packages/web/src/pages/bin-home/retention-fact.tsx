import { useState } from 'react';
import { formatHours } from '../../format/numbers.ts';
import { FactEditor } from './fact-editor.tsx';
import { useBinChange } from './use-bin-change.ts';

const HOURS_PER_DAY = 24;

/** How long the bin keeps its events, from an hour to 400 days. */
export function RetentionFact({ bin, hours }: { bin: string; hours: number }) {
  const [editing, setEditing] = useState(false);
  const inDays = hours % HOURS_PER_DAY === 0;
  const [amount, setAmount] = useState('');
  const [unit, setUnit] = useState<'days' | 'hours'>('days');
  const change = useBinChange(bin, () => setEditing(false));
  if (!editing)
    return (
      <div>
        <dt>Keeps</dt>
        <dd>{formatHours(hours)}, then deletes</dd>
        <dd className="do">
          <button
            type="button"
            className="link-button"
            aria-label="Change how long the bin keeps"
            onClick={() => {
              setAmount(String(inDays ? hours / HOURS_PER_DAY : hours));
              setUnit(inDays ? 'days' : 'hours');
              change.reset();
              setEditing(true);
            }}
          >
            Change
          </button>
        </dd>
      </div>
    );
  const asked = Number(amount) * (unit === 'days' ? HOURS_PER_DAY : 1);
  return (
    <FactEditor
      name="Keeps"
      saving={change.isPending}
      error={change.error}
      save={() => change.mutate({ retentionHours: asked })}
      cancel={() => setEditing(false)}
    >
      <input
        // biome-ignore lint/a11y/noAutofocus: the reader has just asked to change this
        autoFocus
        className="field number"
        type="number"
        aria-label="How long"
        min={1}
        max={unit === 'days' ? 400 : 9_600}
        step={1}
        required
        value={amount}
        onChange={(event) => setAmount(event.target.value)}
      />
      <select
        className="field"
        aria-label="Unit"
        value={unit}
        onChange={(event) => setUnit(event.target.value as 'days' | 'hours')}
      >
        <option value="days">days</option>
        <option value="hours">hours</option>
      </select>
    </FactEditor>
  );
}
