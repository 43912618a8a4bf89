import type { AttributeValue } from '../api/traces.ts';
import type { SpanKind } from '../event-codes.ts';
import type { AttributeRule, PlainValue } from './attribute-rule.ts';
import { ATTRIBUTE_RULES } from './attribute-rules.ts';

/**
 * Adds the current names beside the older ones and returns the same object. Nothing that was sent is changed or
 * removed; a name that the sender used itself is never overwritten.
 *
 * @param kind the span's kind, which decides whether `net.peer.*` is the client or the server
 */
export function normaliseAttributes(
  attributes: Record<string, AttributeValue>,
  kind: SpanKind,
): Record<string, AttributeValue> {
  const due: AttributeRule[] = [];
  for (const key of Object.keys(attributes)) {
    const rule = ATTRIBUTE_RULES.get(key);
    if (rule !== undefined) due.push(rule);
  }
  due.sort((one, other) => one.rank - other.rank);
  const sibling = (key: string) => plain(attributes[key]);
  for (const rule of due) {
    const value = attributes[rule.from] as AttributeValue;
    if (rule.renameTo !== undefined) {
      const key = rule.renameTo(kind);
      if (!Object.hasOwn(attributes, key)) attributes[key] = value;
      continue;
    }
    const source = plain(value);
    if (source === undefined) continue;
    for (const derived of rule.derive(source, kind, sibling)) {
      if (!Object.hasOwn(attributes, derived.key)) attributes[derived.key] = derived.value;
    }
  }
  return attributes;
}

function plain(value: AttributeValue | undefined): PlainValue | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
}
