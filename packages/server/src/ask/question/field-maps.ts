import type { FieldType } from '@tracebin/model';
import type { BinScope } from '../../receive/ingest.ts';
import type { FieldCatalogue } from '../../store/catalogue/index.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { ATTRIBUTE_MAPS, type AttributeMap } from '../attribute-condition.ts';
import { knownFields } from '../fields.ts';
import type { AttributeMaps } from './field-book.ts';

const MAP_OF: Record<FieldType, AttributeMap> = {
  string: 'strings',
  int: 'ints',
  double: 'doubles',
  bool: 'bools',
  json: 'jsons',
};

/**
 * In which maps a bin keeps each attribute, from its catalogue: reading one map of ten million events takes most of a
 * second. A name that the catalogue does not have is looked for in all of them.
 */
export async function fieldMaps(
  engine: Engine,
  bin: BinScope,
  catalogue?: FieldCatalogue,
): Promise<{ maps: AttributeMaps; fieldCount: number }> {
  const found = new Map<string, Set<AttributeMap>>();
  for (const { name, type, source } of (await knownFields(engine, bin, catalogue)).values()) {
    if (source === 'column') continue;
    const maps = found.get(name) ?? new Set();
    maps.add(source === 'resource' ? 'resource' : MAP_OF[type]);
    found.set(name, maps);
  }
  const maps: AttributeMaps = (key) => {
    const own = found.get(key);
    return own === undefined ? undefined : ATTRIBUTE_MAPS.filter((map) => own.has(map));
  };
  return { maps, fieldCount: found.size };
}
