/**
 * A request as OpenTelemetry's Ruby instrumentations of Rack, ActionPack, ActiveRecord and pg tell of it: no Ruby is needed to
 * see what comes of it. Their names of that time are the old ones (`http.target`, `db.statement`).
 */
import assert from 'node:assert/strict';
import { newSpanId, newTraceId, postSpans } from './spans.ts';

const SLOTS = 40;
const [INTERNAL, SERVER, CLIENT] = [1, 2, 3];
const SCOPE = 'OpenTelemetry::Instrumentation::';

interface RubySpan {
  scope: 'Rack' | 'ActiveRecord' | 'PG';
  name: string;
  kind: number;
  startMs: number;
  durationMs: number;
  parent?: string;
  attributes?: Record<string, string>;
}

/** A week whose slots are asked for one by one. */
export async function sendRailsRequest(url: string): Promise<void> {
  const traceId = newTraceId();
  const scopes = new Map<string, object[]>();
  const write = ({ scope, name, kind, startMs, durationMs, parent, attributes = {} }: RubySpan): string => {
    const spanId = newSpanId();
    const spans = scopes.get(scope) ?? [];
    scopes.set(scope, spans);
    spans.push({
      traceId,
      spanId,
      ...(parent === undefined ? {} : { parentSpanId: parent }),
      name,
      kind,
      startTimeUnixNano: `${startMs}000000`,
      endTimeUnixNano: `${startMs + durationMs}000000`,
      attributes: Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
    });
    return spanId;
  };
  const startMs = Date.now() - 1_000;
  const root = write({
    scope: 'Rack',
    name: 'GET /weeks/:id(.:format)',
    kind: SERVER,
    startMs,
    durationMs: 4 * SLOTS + 20,
    attributes: { 'http.method': 'GET', 'http.target': '/weeks/1', 'http.route': '/weeks/:id(.:format)' },
  });
  for (let slot = 0; slot < SLOTS; slot++) {
    const at = startMs + 10 + slot * 4;
    const query = write({
      ...{ scope: 'ActiveRecord', name: 'Slot query', kind: INTERNAL },
      ...{ startMs: at, durationMs: 3, parent: root },
    });
    write({
      ...{ scope: 'PG', name: 'SELECT ads', kind: CLIENT, startMs: at + 1, durationMs: 2, parent: query },
      attributes: {
        'db.system': 'postgresql',
        'db.name': 'ads',
        'db.statement': 'SELECT "slots".* FROM "slots" WHERE "slots"."break_id" = $1',
      },
    });
  }
  const resource = { 'service.name': 'rails', 'telemetry.sdk.language': 'ruby' };
  const body = {
    resourceSpans: [
      {
        resource: {
          attributes: Object.entries(resource).map(([key, stringValue]) => ({ key, value: { stringValue } })),
        },
        scopeSpans: [...scopes].map(([name, spans]) => ({ scope: { name: SCOPE + name }, spans })),
      },
    ],
  };
  const response = await postSpans(url, JSON.stringify(body));
  assert.equal(response.status, 200, await response.text());
}
