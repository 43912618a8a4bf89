import type { Attribute, AttributeValue } from '@tracebin/model';
import { withoutControls } from '../layout/readable-text.ts';

/** A value as a person reads it: text without quotes, lists and maps as JSON on several lines. */
export function attributeText(value: AttributeValue): string {
  if (typeof value === 'string') return withoutControls(value);
  if (value === null) return 'null';
  if (typeof value !== 'object') return String(value);
  const int = onlyText(value, 'int');
  if (int !== null) return int;
  const bytes = onlyText(value, 'bytes');
  if (bytes !== null) return `bytes ${bytes}`;
  const line = JSON.stringify(value);
  return withoutControls(line.length <= 60 ? line : JSON.stringify(value, null, 1));
}

/** `key=value` as the search of traces takes it; null for values that it does not compare. */
export function attributeFilter(attribute: Attribute): string | null {
  const { key, value } = attribute;
  if (value === null || key.includes('=')) return null;
  if (typeof value === 'object') {
    const int = onlyText(value, 'int');
    return int === null ? null : `${key}=${int}`;
  }
  const text = String(value);
  return text.length > 500 ? null : `${key}=${text}`;
}

export function textAttribute(attributes: readonly Attribute[], key: string): string {
  const value = attributes.find((each) => each.key === key)?.value;
  return value === undefined || value === null ? '' : attributeText(value);
}

/** `{ int: "..." }` and `{ bytes: "..." }` stand for values that JSON has no form for. */
function onlyText(value: object, key: string): string | null {
  const entries = Object.entries(value);
  const text: unknown = entries.length === 1 && entries[0]![0] === key ? entries[0]![1] : null;
  return typeof text === 'string' ? text : null;
}
