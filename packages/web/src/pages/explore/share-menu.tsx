import type { IsoTime, QuestionAnswer, QuestionView } from '@tracebin/model';
import { useState } from 'react';
import { keepAnswer } from '../../api/saved.ts';
import { CopyButton, copyText } from '../../controls/copy-text.tsx';
import { Floating } from '../../shell/floating.tsx';

interface ShareMenuProps {
  bin: string;
  /** The question at hand; undefined while its text is none. */
  view: QuestionView | undefined;
  /** The answer on the page, and when it came, milliseconds since the epoch. */
  answer: QuestionAnswer | undefined;
  answeredAtMs: number;
}

/** Addresses: of the question, whose range moves along with now; of its times; of the answer as it is. */
export const ShareMenu = ({ bin, view, answer, answeredAtMs }: ShareMenuProps) => (
  <Floating className="ctl plain" align="right" label="Share">
    {() => (
      <div className="menu">
        <CopyButton
          className="menu-copy"
          text={window.location.href}
          name="Copy the address of this question"
          label="Copy link to the question"
        />
        {answer !== undefined && (
          <CopyButton
            className="menu-copy"
            text={answerAddress(window.location.href, answer)}
            name="Copy the address of this answer, with its times"
            label="Copy link to these times"
          />
        )}
        {answer !== undefined && view !== undefined && (
          <KeepButton bin={bin} view={view} answer={answer} answeredAtMs={answeredAtMs} />
        )}
      </div>
    )}
  </Floating>
);

interface KeepButtonProps {
  bin: string;
  view: QuestionView;
  answer: QuestionAnswer;
  answeredAtMs: number;
}

/** Keeps the answer as it is, then copies its address; where the browser does not let it, the address stands there. */
function KeepButton({ bin, view, answer, answeredAtMs }: KeepButtonProps) {
  const [said, setSaid] = useState('');
  const [address, setAddress] = useState('');
  const keep = async () => {
    setSaid('Keeping the result…');
    const request = { ...view, askedAt: new Date(answeredAtMs).toISOString() as IsoTime, answer };
    const { id } = await keepAnswer(bin, request);
    const kept = new URL(`/b/${encodeURIComponent(bin)}/answers/${id}`, window.location.href).href;
    setAddress(kept);
    await copyText(kept).then(
      () => setSaid('Copied'),
      () => setSaid('The result is kept at'),
    );
  };
  return (
    <>
      <button
        type="button"
        className="menu-copy"
        onClick={() => void keep().catch((error: Error) => setSaid(error.message))}
      >
        Copy link to this result
      </button>
      <p className="menu-note small soft" role="status">
        {said === '' ? 'as it is now, for as long as the bin keeps its data' : said}
        {address !== '' && (
          <input
            className="field kept-address"
            aria-label="Address of the result"
            readOnly
            value={address}
            onFocus={(event) => event.target.select()}
          />
        )}
      </p>
    </>
  );
}

function answerAddress(address: string, { from, to }: { from: string; to: string }): string {
  const url = new URL(address);
  url.searchParams.set('from', from);
  url.searchParams.set('to', to);
  return url.href;
}
