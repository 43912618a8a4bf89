/**
 * Traces drawn as text, so that a test shows what it is about:
 *
 *     draw(`
 *       GET /week (@web server)        |----------
 *         render (view)                |  ------
 *           query (db client) "SELECT" |   --  .
 *     `)
 *
 * One line a span; two more spaces make it a child of the line above. Each dash is a millisecond, a dot is a
 * span without length. In parentheses: `@service` (inherited), a kind, a layer, `error`, `host=h`, `id=x`, `parent=x`.
 * In quotes: the detail (statement, URL, destination).
 */
import { LAYER_NAMES, SPAN_KIND_NAMES, StatusCode } from '../../event-codes.ts';

const MILLISECOND = 1_000_000;
const LINE = /^( *)([^("|]+?)\s*(?:\(([^)]*)\))?\s*(?:"([^"]*)")?\s*\|(.*)$/;

export interface DrawnTrace {
  strings: string[];
  spanId: string[];
  parentSpanId: string[];
  start: number[];
  duration: number[];
  name: number[];
  service: number[];
  kind: number[];
  status: number[];
  layer: number[];
  detail: number[];
  host: number[];
}

export function draw(text: string, unit = MILLISECOND): DrawnTrace {
  const trace: DrawnTrace = {
    strings: [],
    spanId: [],
    parentSpanId: [],
    start: [],
    duration: [],
    name: [],
    service: [],
    kind: [],
    status: [],
    layer: [],
    detail: [],
    host: [],
  };
  const intern = (value: string): number => {
    const known = trace.strings.indexOf(value);
    return known !== -1 ? known : trace.strings.push(value) - 1;
  };
  const open: { indent: number; span: number }[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const parts = LINE.exec(line);
    if (parts === null) throw new Error(`cannot read the drawn line: ${line}`);
    const indent = parts[1]!.length;
    while (open.length > 0 && open.at(-1)!.indent >= indent) open.pop();
    const parent = open.at(-1)?.span ?? -1;
    const span = trace.spanId.length;
    open.push({ indent, span });
    const words = (parts[3] ?? '').split(/\s+/).filter((word) => word !== '');
    const wordAfter = (prefix: string): string | undefined =>
      words.find((word) => word.startsWith(prefix))?.slice(prefix.length);
    const lane = parts[5]!.trimEnd();
    const from = lane.search(/[-.]/);
    if (from === -1) throw new Error(`no dash in the drawn line: ${line}`);
    const service = wordAfter('@');
    const host = wordAfter('host=');
    trace.spanId.push(wordAfter('id=') ?? String(span + 1).padStart(16, '0'));
    trace.parentSpanId.push(wordAfter('parent=') ?? (parent === -1 ? '' : trace.spanId[parent]!));
    trace.start.push(from * unit);
    trace.duration.push(lane[from] === '.' ? 0 : (lane.length - from) * unit);
    trace.name.push(intern(parts[2]!.trim()));
    trace.service.push(
      service !== undefined ? intern(service) : parent === -1 ? intern('app') : trace.service[parent]!,
    );
    trace.kind.push(
      Math.max(
        0,
        SPAN_KIND_NAMES.findIndex((name) => words.includes(name)),
      ),
    );
    trace.layer.push(
      Math.max(
        0,
        LAYER_NAMES.findIndex((name) => words.includes(name)),
      ),
    );
    trace.status.push(words.includes('error') ? StatusCode.error : StatusCode.unset);
    trace.detail.push(parts[4] === undefined ? -1 : intern(parts[4]));
    trace.host.push(host !== undefined ? intern(host) : parent === -1 ? -1 : trace.host[parent]!);
  }
  return trace;
}

/** The tree as indented names, to compare with a drawing. */
export function outline(
  trace: DrawnTrace,
  tree: { count: number; order: Int32Array; depth: Int32Array },
): string[] {
  return Array.from(
    { length: tree.count },
    (_, row) => '  '.repeat(tree.depth[row]!) + trace.strings[trace.name[tree.order[row]!]!],
  );
}
