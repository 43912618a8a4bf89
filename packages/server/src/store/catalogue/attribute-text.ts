import type { FieldType } from '@tracebin/model';
import type { AttributeList } from '../../receive/event/attribute-list.ts';
import { AttributeType } from '../../receive/event/attribute-type.ts';

const FIELD_TYPES: Record<AttributeType, FieldType> = {
  [AttributeType.string]: 'string',
  [AttributeType.int]: 'int',
  [AttributeType.double]: 'double',
  [AttributeType.bool]: 'bool',
  [AttributeType.json]: 'json',
};

export function fieldTypeAt(list: AttributeList, index: number): FieldType {
  return FIELD_TYPES[list.types[index] as AttributeType] ?? 'string';
}

const decoder = new TextDecoder();

/** The value as a person would type it, or undefined when it is longer than `maxBytes` and so no use to choose from. */
export function attributeText(
  source: Uint8Array,
  list: AttributeList,
  index: number,
  maxBytes: number,
): string | undefined {
  switch (list.types[index]) {
    case AttributeType.int:
      return ((BigInt(list.highs[index]!) << 32n) | BigInt(list.lows[index]! >>> 0)).toString();
    case AttributeType.double:
      return String(list.doubles[index]);
    case AttributeType.bool:
      return list.lows[index] === 0 ? 'false' : 'true';
    default: {
      const start = list.starts[index]!;
      if (start === -1) {
        const text = list.texts[index] ?? '';
        return text.length <= maxBytes ? text : undefined;
      }
      const end = list.ends[index]!;
      return end - start <= maxBytes ? decoder.decode(source.subarray(start, end)) : undefined;
    }
  }
}
