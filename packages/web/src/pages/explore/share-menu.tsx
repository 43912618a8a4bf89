import { CopyButton } from '../../controls/copy-text.tsx';
import { Floating } from '../../shell/floating.tsx';

interface ShareMenuProps {
  /** Range of the answer on the page. */
  answered: { from: string; to: string } | undefined;
}

/** The address of the question, whose range moves along with now, or of the answer as it is. */
export const ShareMenu = ({ answered }: ShareMenuProps) => (
  <Floating className="ctl plain wide" align="right" label="Share">
    {() => (
      <div className="menu">
        <CopyButton
          className="menu-copy"
          text={window.location.href}
          name="Copy the address of this question"
          label="Copy link to the question"
        />
        {answered !== undefined && (
          <CopyButton
            className="menu-copy"
            text={answerAddress(window.location.href, answered)}
            name="Copy the address of this answer, with its times"
            label="Copy link to these times"
          />
        )}
      </div>
    )}
  </Floating>
);

function answerAddress(address: string, { from, to }: { from: string; to: string }): string {
  const url = new URL(address);
  url.searchParams.set('from', from);
  url.searchParams.set('to', to);
  return url.href;
}
