import { Link } from '@tanstack/react-router';
import { FINDING_KIND_TITLES, formatCount, formatDuration, type TraceFinding } from '@tracebin/model';
import { useState } from 'react';
import { oneLine } from '../layout/readable-text.ts';
import type { DrawnTrace } from '../view/folding.ts';
import { itemsOf } from '../view/use-trace-findings.ts';

interface TraceFindingsBannerProps {
  bin: string;
  drawn: DrawnTrace;
  /** The costliest first. */
  findings: readonly TraceFinding[];
  onShow: (item: number) => void;
}

const SHOWN = 2;
/** The page of findings looks at this much time around the trace. */
const AROUND_MS = 30 * 60_000;

/** What was found in this trace: what, where, what it cost; each leads to its row and to what can be done. */
export function TraceFindingsBanner({ bin, drawn, findings, onShow }: TraceFindingsBannerProps) {
  const [all, setAll] = useState(false);
  if (findings.length === 0) return null;
  const start = Date.parse(drawn.layout.answer.start);
  const shown = all ? findings : findings.slice(0, SHOWN);
  return (
    <ul className="trace-found" aria-label="Findings">
      {shown.map((finding) => {
        const [item] = itemsOf(drawn, finding);
        const [statement = ''] = finding.statement.split(';\n');
        return (
          <li key={`${finding.key} ${finding.transactionSpanId}`}>
            <span className={finding.status === 'fixed' ? 'tag' : 'tag hot'}>
              {FINDING_KIND_TITLES[finding.kind] ?? finding.kind.replaceAll('-', ' ')}
            </span>
            <span className="clip">
              {finding.count > 1 && <b className="medium">{formatCount(finding.count)} × </b>}
              <code>{oneLine(statement === '' ? finding.transaction : statement)}</code>
            </span>
            <span className="nowrap">
              <b className="medium">{formatDuration(finding.lost)}</b> <span className="muted">lost</span>
            </span>
            {finding.place !== null && (
              <code className="muted clip wide">
                {oneLine(finding.place.file)}
                {finding.place.line > 0 && `:${finding.place.line}`}
              </code>
            )}
            <span className="right row nowrap">
              {item !== undefined && (
                <button type="button" className="link-button" onClick={() => onShow(item)}>
                  Show
                </button>
              )}
              <Link
                className="link-button"
                to="/b/$bin/findings"
                params={{ bin }}
                search={{
                  open: finding.key,
                  from: new Date(start - AROUND_MS).toISOString(),
                  to: new Date(start + AROUND_MS).toISOString(),
                }}
                preload={false}
              >
                What to do
              </Link>
            </span>
          </li>
        );
      })}
      {findings.length > SHOWN && (
        <li>
          <button type="button" className="link-button" onClick={() => setAll(!all)}>
            {all ? 'Fewer' : `${findings.length - SHOWN} more`}
          </button>
        </li>
      )}
    </ul>
  );
}
