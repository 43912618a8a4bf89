import type { SpanKind, StatusCode } from '@tracebin/model';
import type { EventAdmission } from '../../admit/event-admission.ts';
import { EventName } from '../../admit/event-name.ts';
import { LIMITS } from '../../limits.ts';
import { cutText } from '../../normalise/cut-text.ts';
import type { JsonFields, JsonObject } from './json-fields.ts';
import { JsonValues } from './json-values.ts';
import { walkGroups } from './walk-groups.ts';

const NAMES = { resources: 'resourceSpans', scopes: 'scopeSpans', records: 'spans' } as const;
const HIGHEST_KIND = 5;
const HIGHEST_STATUS = 2;

/** Reads the spans of an ExportTraceServiceRequest in OTLP/JSON into the row of an admission. */
export class JsonTracesReader {
  readonly #admission: EventAdmission;
  readonly #fields: JsonFields;
  readonly #values: JsonValues;

  constructor(admission: EventAdmission, fields: JsonFields) {
    this.#admission = admission;
    this.#fields = fields;
    this.#values = new JsonValues(fields);
  }

  read(request: JsonObject): void {
    walkGroups(request, NAMES, this.#admission, this.#fields, this.#values, (span, scope) =>
      this.#readSpan(span, scope),
    );
  }

  #readSpan(span: JsonObject, scope: JsonObject): void {
    const fields = this.#fields;
    const admission = this.#admission;
    const row = admission.row;
    admission.beginEvent();
    admission.name = new EventName(cutText(fields.text(span, 'name'), LIMITS.maxNameBytes));
    admission.traceIdBytes = fields.id(span, 'traceId', row.traceId);
    admission.spanIdBytes = fields.id(span, 'spanId', row.spanId);
    admission.parentIdBytes = fields.id(span, 'parentSpanId', row.parentSpanId);
    fields.uint64(span, 'startTimeUnixNano');
    row.timeLow = fields.low;
    row.timeHigh = fields.high;
    fields.uint64(span, 'endTimeUnixNano');
    admission.endLow = fields.low;
    admission.endHigh = fields.high;
    const kind = fields.enumNumber(span, 'kind');
    row.kind = (kind < 0 || kind > HIGHEST_KIND ? 0 : kind) as SpanKind;
    row.flags = fields.uint32(span, 'flags');
    admission.setText(row.traceState, 'traceState', fields.text(span, 'traceState'));
    admission.droppedAttributes = fields.uint32(span, 'droppedAttributesCount');
    admission.droppedEvents = fields.uint32(span, 'droppedEventsCount');
    admission.droppedLinks = fields.uint32(span, 'droppedLinksCount');
    fields.within(span, 'status', (status) => {
      const code = fields.enumNumber(status, 'code');
      row.status = (code < 0 || code > HIGHEST_STATUS ? 0 : code) as StatusCode;
      admission.setText(row.statusMessage, 'status.message', fields.text(status, 'message'));
    });
    fields.each(span, 'events', (event) => this.#readEvent(event));
    fields.each(span, 'links', (link) => this.#readLink(link));
    this.#values.attributes(span, 'attributes', admission.attributes);
    this.#values.attributes(scope, 'attributes', admission.attributes);
    admission.finishSpan();
  }

  #readEvent(event: JsonObject): void {
    const fields = this.#fields;
    const admission = this.#admission;
    if (admission.row.eventCount === LIMITS.maxSpanEvents) {
      admission.droppedEvents++;
      return;
    }
    const slot = admission.nextEventSlot();
    fields.uint64(event, 'timeUnixNano');
    slot.timeLow = fields.low;
    slot.timeHigh = fields.high;
    slot.name = cutText(fields.text(event, 'name'), LIMITS.maxNameBytes);
    this.#values.out.begin();
    slot.attributesJson = this.#values.attributesJson(event, 'attributes');
    if (this.#values.out.cut) admission.attributes.noteCut('events');
  }

  #readLink(link: JsonObject): void {
    const fields = this.#fields;
    const admission = this.#admission;
    if (admission.row.linkCount === LIMITS.maxSpanLinks) {
      admission.droppedLinks++;
      return;
    }
    const slot = admission.nextLinkSlot();
    const out = this.#values.out;
    const traceIdBytes = fields.id(link, 'traceId', slot.traceId);
    const spanIdBytes = fields.id(link, 'spanId', slot.spanId);
    out.begin();
    slot.traceState = out.cutText(fields.text(link, 'traceState'));
    slot.attributesJson = this.#values.attributesJson(link, 'attributes');
    if (out.cut) admission.attributes.noteCut('links');
    if (traceIdBytes !== 16 || spanIdBytes !== 8) admission.dropLastLink();
  }
}
