/** A request that asks its database one thing after another. */
import { type DrawnTrace, draw } from './draw.ts';

const MS = 1_000_000;

export interface AskedQuery {
  sql: string;
  ms: number;
  /** Until the next begins; negative where that begins before this has ended. */
  gap?: number;
  parameters?: string;
  /** Name of a span around it. */
  under?: string;
}

/** @param total length of the request in ms; without it, that of its queries with their gaps */
export function request(
  queries: readonly AskedQuery[],
  { total, service = 'web', name = 'GET /week' }: { total?: number; service?: string; name?: string } = {},
) {
  const trace = draw(`${name} (@${service} server) |-`) as DrawnTrace & { parameters: number[] };
  trace.parameters = [-1];
  const intern = (text: string) => {
    const known = trace.strings.indexOf(text);
    return known === -1 ? trace.strings.push(text) - 1 : known;
  };
  const add = (
    name: string,
    parent: string,
    from: number,
    ms: number,
    layer: number,
    sql?: string,
    parameters?: string,
  ) => {
    const id = (trace.spanId.length + 1).toString(16).padStart(16, '0');
    trace.spanId.push(id);
    trace.parentSpanId.push(parent);
    trace.start.push(from);
    trace.duration.push(ms * MS);
    trace.name.push(intern(name));
    trace.service.push(trace.service[0]!);
    trace.kind.push(layer === 1 ? 3 : 1);
    trace.status.push(0);
    trace.layer.push(layer);
    trace.detail.push(sql === undefined ? -1 : intern(sql));
    trace.host.push(-1);
    trace.parameters.push(parameters === undefined ? -1 : intern(parameters));
    return id;
  };
  let now = 0;
  for (const { sql, ms, gap = 0, parameters, under } of queries) {
    const parent = under === undefined ? trace.spanId[0]! : add(under, trace.spanId[0]!, now, ms, 0);
    add('query', parent, now, ms, 1, sql, parameters);
    now += (ms + gap) * MS;
  }
  trace.duration[0] = total === undefined ? now : total * MS;
  return trace;
}
