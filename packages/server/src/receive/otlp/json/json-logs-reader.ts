import type { EventAdmission } from '../../admit/event-admission.ts';
import { EventName } from '../../admit/event-name.ts';
import { LIMITS } from '../../limits.ts';
import { cutText } from '../../normalise/cut-text.ts';
import type { JsonFields, JsonObject } from './json-fields.ts';
import { JsonValues } from './json-values.ts';
import { walkGroups } from './walk-groups.ts';

const NAMES = { resources: 'resourceLogs', scopes: 'scopeLogs', records: 'logRecords' } as const;
const HIGHEST_SEVERITY = 24;

/** Reads the records of an ExportLogsServiceRequest in OTLP/JSON into the row of an admission. */
export class JsonLogsReader {
  readonly #admission: EventAdmission;
  readonly #fields: JsonFields;
  readonly #values: JsonValues;

  constructor(admission: EventAdmission, fields: JsonFields) {
    this.#admission = admission;
    this.#fields = fields;
    this.#values = new JsonValues(fields);
  }

  read(request: JsonObject): void {
    walkGroups(request, NAMES, this.#admission, this.#fields, this.#values, (record, scope) =>
      this.#readRecord(record, scope),
    );
  }

  #readRecord(record: JsonObject, scope: JsonObject): void {
    const fields = this.#fields;
    const admission = this.#admission;
    const row = admission.row;
    admission.beginEvent();
    const name = fields.text(record, 'eventName');
    if (name !== '') admission.name = new EventName(cutText(name, LIMITS.maxNameBytes));
    admission.traceIdBytes = fields.id(record, 'traceId', row.traceId);
    admission.spanIdBytes = fields.id(record, 'spanId', row.spanId);
    fields.uint64(record, 'timeUnixNano');
    row.timeLow = fields.low;
    row.timeHigh = fields.high;
    const severity = fields.enumNumber(record, 'severityNumber');
    row.severity = severity < 0 || severity > HIGHEST_SEVERITY ? 0 : severity;
    row.severityText = cutText(fields.text(record, 'severityText'), LIMITS.maxNameBytes);
    row.flags = fields.uint32(record, 'flags');
    admission.droppedAttributes = fields.uint32(record, 'droppedAttributesCount');
    fields.within(record, 'body', (body) => this.#readBody(body));
    this.#values.attributes(record, 'attributes', admission.attributes);
    this.#values.attributes(scope, 'attributes', admission.attributes);
    fields.uint64(record, 'observedTimeUnixNano');
    admission.finishLog(fields.low, fields.high);
  }

  #readBody(body: JsonObject): void {
    const admission = this.#admission;
    const slot = admission.row.body;
    if (typeof body.stringValue === 'string') {
      admission.setText(slot, 'body', body.stringValue);
      return;
    }
    if (Object.keys(body).length === 0) return;
    const out = this.#values.out;
    out.begin();
    admission.setText(slot, 'body', this.#values.value(body, 0));
    if (out.cut) admission.attributes.noteCut('body');
  }
}
