import type { TraceNotice } from './trace-summary.ts';

/** One quiet line for each thing that is not as it should be. */
export function TraceNotices({
  notices,
  onShow,
  onAgain,
}: {
  notices: readonly TraceNotice[];
  onShow: (at: number) => void;
  onAgain: () => void;
}) {
  if (notices.length === 0) return null;
  return (
    <ul className="trace-notices" aria-label="Notices">
      {notices.map(({ text, at, mayPass }) => (
        <li key={text}>
          <span className="warn">{text}</span>
          {at >= 0 && (
            <button type="button" className="link-button" onClick={() => onShow(at)}>
              Show
            </button>
          )}
          {mayPass && (
            <button type="button" className="link-button" onClick={onAgain}>
              Look again
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
