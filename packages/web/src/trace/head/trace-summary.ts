import { findClockSkew, TreeIssue } from '@tracebin/model';
import { issuesAt, type Position, type TraceLayout } from '../layout/trace-layout.ts';

/** Names of all services, in the order in which they first appear in the tree. */
export function servicesOf(layout: TraceLayout): string[] {
  const seen = new Set<number>();
  for (let at = 0; at < layout.count; at++) seen.add(layout.answer.spans.service[layout.span[at]!]!);
  return [...seen].map((index) => layout.answer.strings[index] ?? '');
}

/** Something the reader should know before believing the picture. */
export interface TraceNotice {
  text: string;
  /** Where to look; -1 where there is no one place. */
  at: Position;
  /** More may arrive: asking again may help. */
  mayPass?: true;
}

export function traceNotices(layout: TraceLayout): TraceNotice[] {
  const notices: TraceNotice[] = [];
  const { answer, tree } = layout;
  if (answer.truncated) {
    notices.push({
      text: `Only the first ${layout.count.toLocaleString('en-US')} spans are shown; the trace has more.`,
      at: -1,
    });
  }
  const many = (count: number, one: string, more: string) =>
    count === 1 ? `1 ${one}` : `${count.toLocaleString('en-US')} ${more}`;
  if (layout.orphans > 0) {
    notices.push({
      text: `${many(layout.orphans, 'span', 'spans')} whose parent has not arrived.`,
      at: firstWith(layout, TreeIssue.missingParent),
      mayPass: true,
    });
  }
  const circles = countWith(layout, TreeIssue.cycle | TreeIssue.selfParent);
  if (circles > 0) {
    notices.push({
      text: `${many(circles, 'span', 'spans')} in a circle of parents, cut to draw it.`,
      at: firstWith(layout, TreeIssue.cycle | TreeIssue.selfParent),
    });
  }
  const twice = answer.spans.spanId.length - tree.count;
  if (twice > 0)
    notices.push({
      text: `${many(twice, 'span', 'spans')} with an id that another span has, left out.`,
      at: -1,
    });
  const skew = findClockSkew(tree, answer.spans);
  if (skew.rows.length > 0) {
    notices.push({
      text: `Clocks of hosts seem to disagree at ${many(skew.rows.length, 'span', 'spans')}; times are shown as they were sent.`,
      at: skew.rows[0]!,
    });
  }
  if (answer.logsWithoutSpan > 0) {
    notices.push({
      text: `${many(answer.logsWithoutSpan, 'log record names', 'log records name')} no span of this trace.`,
      at: -1,
    });
  }
  return notices;
}

function firstWith(layout: TraceLayout, issue: number): Position {
  for (let at = 0; at < layout.count; at++) if ((issuesAt(layout, at) & issue) !== 0) return at;
  return -1;
}

function countWith(layout: TraceLayout, issue: number): number {
  let count = 0;
  for (let at = 0; at < layout.count; at++) if ((issuesAt(layout, at) & issue) !== 0) count++;
  return count;
}
