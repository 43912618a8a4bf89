import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changeBin } from '../../api/mutations.ts';
import { Floating } from '../../shell/floating.tsx';

/** The name of the track with its T, which belongs to the bin and can be changed here. */
export function ApdexT({ bin, apdexMs }: { bin: string; apdexMs: number }) {
  return (
    <>
      Apdex{' '}
      <Floating
        className="link-quiet tiny"
        label={`T ${apdexMs} ms`}
        name={`Apdex: T is ${apdexMs} ms; change it`}
      >
        {(close) => <ApdexForm bin={bin} apdexMs={apdexMs} close={close} />}
      </Floating>
    </>
  );
}

function ApdexForm({ bin, apdexMs, close }: { bin: string; apdexMs: number; close: () => void }) {
  const client = useQueryClient();
  const [text, setText] = useState(String(apdexMs));
  const [refusal, setRefusal] = useState<string>();
  const value = Number(text);
  const isPossible = Number.isInteger(value) && value >= 1 && value <= 600_000;
  return (
    <form
      className="apdex-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isPossible) return;
        changeBin(bin, { apdexMs: value })
          .then(() => client.invalidateQueries({ queryKey: ['bin', bin] }))
          .then(close)
          .catch((error: Error) => setRefusal(error.message));
      }}
    >
      <p className="small soft">
        Requests up to T satisfy; up to four times T they are tolerated and count half; slower ones and errors
        count nothing. T belongs to the bin.
      </p>
      <label className="row">
        T
        <input
          className="field number"
          inputMode="numeric"
          value={text}
          aria-invalid={!isPossible}
          onChange={(event) => setText(event.target.value)}
        />
        ms
        <button type="submit" className="ctl right" disabled={!isPossible}>
          Save
        </button>
      </label>
      {refusal !== undefined && <p className="bad small">{refusal}</p>}
    </form>
  );
}
