import { formatCount, formatDuration, formatExactDuration, TreeIssue } from '@tracebin/model';
import { groupLabel, spanLabel } from '../layout/span-label.ts';
import { issuesAt } from '../layout/trace-layout.ts';
import { groupOfRow, isGroupRow } from '../layout/visible-rows.ts';
import type { DrawnTrace } from '../view/folding.ts';

/** Everything a row says, as text. */
export interface RowText {
  service: string;
  name: string;
  detail: string;
  isCode: boolean;
  layer: number;
  duration: number;
  exact: string;
  errors: string;
  hidden: number;
  orphan: boolean;
  /** Log records and events that the panel shows. */
  notes: string;
  spoken: string;
}

/** `folded`: what is beneath is hidden, and its errors are told here. */
export const rowText = (trace: DrawnTrace, item: number, folded: boolean): RowText =>
  isGroupRow(item) ? describeGroup(trace, item) : describeSpan(trace, item, folded);

function describeSpan({ layout }: DrawnTrace, at: number, folded: boolean): RowText {
  const label = spanLabel(layout, at);
  const duration = layout.end[at]! - layout.start[at]!;
  const below = layout.subtreeEnd[at]! - at - 1;
  let failedBelow = 0;
  if (folded) for (let i = at + 1; i < layout.subtreeEnd[at]!; i++) failedBelow += layout.failed[i]!;
  const own = layout.failed[at] === 1;
  const errors = own ? 'error' : failedBelow > 0 ? countOf(failedBelow, 'error') : '';
  return {
    ...label,
    layer: layout.layer[at]!,
    duration,
    exact: formatExactDuration(duration),
    errors,
    hidden: folded ? below : 0,
    notes: notesOf(layout, at),
    orphan: (issuesAt(layout, at) & TreeIssue.missingParent) !== 0,
    spoken: [label.service, label.name, label.detail, formatDuration(duration), errors, notesOf(layout, at)]
      .filter((part) => part !== '')
      .join(', '),
  };
}

function describeGroup({ layout, groups }: DrawnTrace, item: number): RowText {
  const group = groups.groups[groupOfRow(item)]!;
  const label = groupLabel(layout, groups.groups, group);
  const times = formatCount(group.members.length);
  const name = group.parts.length > 0 ? label.name : `${times} × ${label.name}`;
  const errors = group.failed === 0 ? '' : countOf(group.failed, 'error');
  return {
    ...label,
    name,
    layer: layout.layer[group.members[0]!]!,
    duration: group.total,
    exact: `${formatExactDuration(group.total)}, the sum of ${times} spans`,
    errors,
    hidden: 0,
    orphan: false,
    notes: '',
    spoken: [label.service, name, label.detail, `${formatDuration(group.total)} in all`, errors]
      .filter((part) => part !== '')
      .join(', '),
  };
}

function notesOf({ answer, span }: DrawnTrace['layout'], at: number): string {
  const logs = answer.spans.logs[span[at]!] ?? 0;
  const events = answer.spans.events[span[at]!] ?? 0;
  return [logs > 0 ? countOf(logs, 'log') : '', events > 0 ? countOf(events, 'event') : '']
    .filter((part) => part !== '')
    .join(', ');
}

const countOf = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
