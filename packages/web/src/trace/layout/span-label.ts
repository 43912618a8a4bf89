import { formatCount, Layer } from '@tracebin/model';
import { oneLine } from './readable-text.ts';
import type { SiblingGroup } from './sibling-groups.ts';
import type { Position, TraceLayout } from './trace-layout.ts';

/** What a row says of a span. */
export interface SpanLabel {
  /** Only where it differs from the row above in the tree. */
  service: string;
  name: string;
  /** Statement, URL or destination after the name; empty when the name says it already. */
  detail: string;
  /** The name is a statement or a key: shown in the fixed-width face. */
  isCode: boolean;
}

export function spanLabel(layout: TraceLayout, at: Position): SpanLabel {
  const { answer, span, parent, layer } = layout;
  const columns = answer.spans;
  const i = span[at]!;
  const up = parent[at]!;
  const service = columns.service[i]!;
  const shown = up === -1 || columns.service[span[up]!] !== service;
  const text = nameAndDetail(answer.strings[columns.name[i]!] ?? '', detailText(layout, at), layer[at]!);
  return { service: shown ? oneLine(answer.strings[service] ?? '') : '', ...text };
}

export function groupLabel(
  layout: TraceLayout,
  groups: readonly SiblingGroup[],
  group: SiblingGroup,
): SpanLabel {
  if (group.parts.length > 0) return loopLabel(layout, groups, group);
  const at = group.members[0]!;
  if (group.pattern === null) return spanLabel(layout, at);
  const name = layout.answer.strings[layout.answer.spans.name[layout.span[at]!]!] ?? '';
  return { service: spanLabel(layout, at).service, ...nameAndDetail(name, group.pattern, layout.layer[at]!) };
}

/** How many run in turn, and of them what takes most time: `4,304 statements` `5 in turn: SELECT ...` */
function loopLabel(
  layout: TraceLayout,
  groups: readonly SiblingGroup[],
  { parts, members }: SiblingGroup,
): SpanLabel {
  const labels = parts
    .map((part) => groups[part]!)
    .sort((a, b) => b.total - a.total)
    .map((part) => groupLabel(layout, groups, part));
  const noun = labels.every(({ isCode }) => isCode) ? 'statements' : 'spans';
  return {
    service: labels.find(({ service }) => service !== '')?.service ?? '',
    name: `${formatCount(members.length)} ${noun}`,
    detail: `${parts.length} in turn: ${[labels[0]!.name, labels[0]!.detail].join(' ').trim()}`,
    isCode: false,
  };
}

export function detailText(layout: TraceLayout, at: Position): string {
  const detail = layout.answer.spans.detail[layout.span[at]!]!;
  return detail < 0 ? '' : (layout.answer.strings[detail] ?? '');
}

/** A query is known by its statement (its span's name is only the verb and the database); a call by both. */
function nameAndDetail(rawName: string, rawDetail: string, layer: number): Omit<SpanLabel, 'service'> {
  const name = oneLine(rawName);
  const detail = oneLine(rawDetail);
  const isCode = layer === Layer.db || layer === Layer.cache;
  if (detail === '' || detail === name)
    return { name: name === '' ? '(no name)' : name, detail: '', isCode: false };
  if (isCode || detail.startsWith(name)) return { name: detail, detail: '', isCode };
  if (name.includes(detail)) return { name, detail: '', isCode: false };
  return { name, detail, isCode: false };
}
