import type { AttributeList } from '../../receive/event/attribute-list.ts';
import { AttributeType } from '../../receive/event/attribute-type.ts';
import type { MapColumn, StringColumn } from '../native/index.ts';

/** Resource attributes are kept as text whatever their type: they name and filter, nobody calculates with them. */
export function appendResource(
  column: MapColumn<StringColumn>,
  resource: AttributeList,
  source: Uint8Array,
): void {
  for (let index = 0; index < resource.length; index++) {
    column.keys.append(resource.keys[index] as string);
    const type = resource.types[index];
    if (type === AttributeType.string || type === AttributeType.json) {
      const start = resource.starts[index] as number;
      if (start === -1) column.values.appendText(resource.texts[index] as string);
      else column.values.appendSlice(source, start, resource.ends[index] as number);
    } else column.values.appendText(numberText(resource, index));
  }
  column.endRow();
}

function numberText(resource: AttributeList, index: number): string {
  switch (resource.types[index]) {
    case AttributeType.int: {
      const high = BigInt(resource.highs[index] as number);
      const low = BigInt((resource.lows[index] as number) >>> 0);
      return String((high << 32n) | low);
    }
    case AttributeType.bool:
      return resource.lows[index] === 1 ? 'true' : 'false';
    default:
      return String(resource.doubles[index]);
  }
}
