import {
  type Condition,
  parseQuestion,
  printCondition,
  printField,
  printValue,
  type Selection,
} from '@tracebin/model';

/**
 * A selection as the URL holds it, a condition each:
 *
 *     time:2026-11-20T13:00:00.000Z..2026-11-20T14:00:00.000Z
 *     range:duration:14000000000..27000000000
 *     group:http.route = /api/week/:date        where:error = true        trace:4bf9...
 */
export function selectionTexts(selection: Selection | undefined): string[] {
  if (selection === undefined) return [];
  const texts: string[] = [];
  if (selection.from !== undefined || selection.to !== undefined)
    texts.push(`time:${selection.from ?? ''}..${selection.to ?? ''}`);
  if (selection.range !== undefined) {
    const { column, min, max } = selection.range;
    texts.push(`range:${column}:${min ?? ''}..${max ?? ''}`);
  }
  for (const { column, value } of selection.group ?? [])
    texts.push(
      value === null
        ? `group:${printField(column)} does-not-exist`
        : `group:${printField(column)} = ${printValue(value)}`,
    );
  for (const condition of selection.filters ?? []) texts.push(`where:${printCondition(condition)}`);
  for (const traceId of selection.traceIds ?? []) texts.push(`trace:${traceId}`);
  return texts;
}

/** What cannot be read is left out: an address may have been cut. */
export function selectionOfTexts(texts: readonly string[] | undefined): Selection | undefined {
  const selection: Selection = {};
  for (const text of texts ?? []) readPart(text, selection);
  return Object.keys(selection).length === 0 ? undefined : selection;
}

function readPart(text: string, selection: Selection): void {
  const at = text.indexOf(':');
  const kind = text.slice(0, at);
  const rest = text.slice(at + 1);
  if (kind === 'time') {
    const [from, to] = rest.split('..');
    if (from && !Number.isNaN(Date.parse(from))) selection.from = from;
    if (to && !Number.isNaN(Date.parse(to))) selection.to = to;
  } else if (kind === 'range') {
    const match = /^(.+):([^:]*)\.\.([^:]*)$/s.exec(rest);
    if (match === null) return;
    const [min, max] = [numberOf(match[2]!), numberOf(match[3]!)];
    selection.range = {
      column: match[1]!,
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
    };
  } else if (kind === 'trace' && /^[0-9a-f]{32}$/.test(rest)) {
    selection.traceIds = [...(selection.traceIds ?? []), rest];
  } else if (kind === 'where' || kind === 'group') {
    const conditions = conditionsOf(rest);
    if (conditions.length === 0) return;
    if (kind === 'where') selection.filters = [...(selection.filters ?? []), ...conditions];
    else
      for (const condition of conditions)
        if ('op' in condition)
          selection.group = [
            ...(selection.group ?? []),
            {
              column: condition.column,
              value: condition.value === undefined ? null : String(condition.value),
            },
          ];
  }
}

function conditionsOf(text: string): Condition[] {
  try {
    const { filters = [], filterCombination } = parseQuestion(`WHERE ${text}`);
    return filterCombination === 'OR' && filters.length > 1 ? [{ or: filters }] : filters;
  } catch {
    return [];
  }
}

function numberOf(text: string): number | undefined {
  const number = Number(text);
  return text === '' || !Number.isFinite(number) ? undefined : number;
}
