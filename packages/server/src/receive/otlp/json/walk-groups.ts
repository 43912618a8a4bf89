import type { EventAdmission } from '../../admit/event-admission.ts';
import { LIMITS } from '../../limits.ts';
import { cutText } from '../../normalise/cut-text.ts';
import type { JsonFields, JsonObject } from './json-fields.ts';
import type { JsonValues } from './json-values.ts';

/** Names of the three levels of a request. */
export interface GroupNames {
  resources: 'resourceSpans' | 'resourceLogs';
  scopes: 'scopeSpans' | 'scopeLogs';
  records: 'spans' | 'logRecords';
}

/**
 * Walks the outer levels of a request for traces or logs.
 *
 * @param read is given each span or log record, and the scope whose attributes count as the event's own
 */
export function walkGroups(
  request: JsonObject,
  names: GroupNames,
  admission: EventAdmission,
  fields: JsonFields,
  values: JsonValues,
  read: (record: JsonObject, scope: JsonObject) => void,
): void {
  fields.each(request, names.resources, (group) => {
    admission.beginResource();
    fields.within(group, 'resource', (resource) => {
      values.attributes(resource, 'attributes', admission.resource);
      admission.resource.dropped += fields.uint32(resource, 'droppedAttributesCount');
      admission.addResourceBytes(sizeOf(fields.list(resource, 'attributes')));
    });
    admission.endResource();
    fields.each(group, names.scopes, (scopeGroup) => {
      const scope = fields.object(scopeGroup.scope, 'scope') ?? {};
      admission.beginScope(
        cutText(fields.text(scope, 'name'), LIMITS.maxNameBytes),
        cutText(fields.text(scope, 'version'), LIMITS.maxNameBytes),
        sizeOf(fields.list(scope, 'attributes')),
      );
      fields.each(scopeGroup, names.records, (record) => read(record, scope));
    });
  });
}

function sizeOf(attributes: readonly unknown[]): number {
  return attributes.length === 0 ? 0 : JSON.stringify(attributes).length;
}
