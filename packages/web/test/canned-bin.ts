import type { BinAnswer, FieldsAnswer, TracesAnswer } from '@tracebin/model';
import type { Answerer, CannedAnswer, CannedRequest } from './fixture-server.ts';

/** A bin that listens and has nothing yet. */
export const emptyBin = (change: Partial<BinAnswer> = {}): BinAnswer => ({
  bin: 'scruffy',
  name: 'Scruffy',
  createdAt: '2026-11-20T22:19:12.000000000Z',
  apdexMs: 500,
  retentionHours: 336,
  address: 'http://apm.scruffy.internal:4318',
  keyless: false,
  doors: [
    { port: '4318', speaks: 'OTLP over HTTP', state: 'ready' },
    { port: '4317', speaks: 'OTLP over gRPC', state: 'ready' },
    { port: '9411', speaks: 'Zipkin', state: 'busy' },
    { port: '8125/udp', speaks: 'StatsD counters and timers', state: 'off' },
  ],
  refusals: [],
  listeningSince: '2026-11-20T22:19:12.000000000Z',
  firstEventAt: null,
  lastEventAt: null,
  firstTraceId: null,
  arrivals: Array.from({ length: 60 }, () => 0),
  services: [],
  ...change,
});

/** The same bin in the middle of a working day. */
export const busyBin = (change: Partial<BinAnswer> = {}): BinAnswer =>
  emptyBin({
    firstEventAt: '2026-11-20T22:20:00.000000000Z',
    lastEventAt: new Date().toISOString(),
    firstTraceId: 'a'.repeat(32),
    arrivals: Array.from({ length: 60 }, (_, second) => Math.round(118 + 30 * Math.sin(second / 4))),
    services: ['edge', 'scruffy-web', 'rates'],
    ...change,
  });

const ROOTS: readonly [service: string, name: string, typicalMs: number, spans: number][] = [
  ['scruffy-web', 'GET /stations/:id/week', 148, 24],
  ['scruffy-web', 'GET /api/week/:date', 212, 31],
  ['scruffy-web', 'GET /api/slots', 64, 12],
  ['edge', 'GET /api/stations/:id', 41, 7],
  ['scruffy-web', 'POST /api/slots', 122, 18],
  ['scruffy-web', 'GET /api/inventory/:station', 88, 9],
  ['scruffy-jobs', 'weekly-report', 6_820, 210],
  ['scruffy-web', 'GET /login', 22, 4],
];

/** `count` traces of the hour before `end`, the same each time; one in forty is the slow week. */
export function cannedTraces(count: number, end: Date, more = false): TracesAnswer {
  const answer: TracesAnswer = {
    from: new Date(end.getTime() - 3_600_000).toISOString(),
    to: end.toISOString(),
    count,
    more,
    traceId: [],
    start: [],
    duration: [],
    spans: [],
    errors: [],
    rootService: [],
    rootName: [],
    services: [],
    readRows: 412_386,
    elapsedMs: 14,
  };
  let seed = 7;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  for (let index = 0; index < count; index++) {
    const slow = index % 40 === 3;
    const [service, name, typicalMs, spans] = slow ? ROOTS[1]! : ROOTS[Math.floor(random() * ROOTS.length)]!;
    const spread = Math.exp((random() + random() + random() - 1.5) * 1.1);
    answer.traceId.push(
      (0x7f3a90c4d51be208n + BigInt(index) * 0x9e3779b97f4a7c15n).toString(16).padStart(32, '0').slice(-32),
    );
    answer.start.push(new Date(end.getTime() - ((index + random()) / count) * 3_500_000).toISOString());
    answer.duration.push(Math.round((slow ? 18_000 + random() * 4_000 : typicalMs * spread) * 1e6));
    answer.spans.push(slow ? 4_031 : Math.max(1, Math.round(spans * (0.6 + random()))));
    answer.errors.push(slow ? 1 : random() < 0.03 ? 1 + Math.floor(random() * 3) : 0);
    answer.rootService.push(service);
    answer.rootName.push(name);
    answer.services.push(
      slow ? ['edge', 'rates', service] : service === 'edge' ? ['edge', 'scruffy-web'] : [service],
    );
  }
  return answer;
}

export const cannedFields: FieldsAnswer = {
  truncated: false,
  fields: [
    {
      name: 'service',
      type: 'string',
      source: 'column',
      lastSeen: '2026-11-20T22:19:12Z',
      examples: ['edge', 'scruffy-web'],
    },
    {
      name: 'name',
      type: 'string',
      source: 'column',
      lastSeen: '2026-11-20T22:19:12Z',
      examples: ['GET /api/slots'],
    },
    {
      name: 'http.request.method',
      type: 'string',
      source: 'event',
      lastSeen: '2026-11-20T22:19:12Z',
      examples: ['GET', 'POST'],
    },
    {
      name: 'http.response.status_code',
      type: 'int',
      source: 'event',
      lastSeen: '2026-11-20T22:19:12Z',
      examples: ['200', '504'],
    },
    {
      name: 'station',
      type: 'string',
      source: 'event',
      lastSeen: '2026-11-20T22:19:12Z',
      examples: ['KQED', 'WGBH'],
    },
    {
      name: 'host.name',
      type: 'string',
      source: 'resource',
      lastSeen: '2026-11-20T22:19:12Z',
      examples: ['web-3'],
    },
  ],
};

const VALUES: Record<string, string[]> = {
  service: ['edge', 'rates', 'scruffy-jobs', 'scruffy-web'],
  name: ROOTS.map(([, name]) => name),
  'http.request.method': ['GET', 'POST'],
  'http.response.status_code': ['200', '504'],
  station: ['KQED', 'WGBH'],
  'host.name': ['web-3'],
};

/** Answers as the server would for one bin; `traces` and `special` change what a test is about. */
export function answerBin(
  bin: () => BinAnswer,
  traces: (request: CannedRequest) => CannedAnswer = () => ({ json: cannedTraces(120, new Date()) }),
  special: Answerer = () => undefined,
): Answerer {
  return (request) => {
    const own = special(request);
    if (own !== undefined) return own;
    const root = `/api/bins/${bin().bin}`;
    const { path } = request;
    if (path === root && request.method === 'GET') return { json: bin() };
    if (path === `${root}/live`)
      return {
        stream: (response) => {
          const send = () =>
            response.write(`event: activity\ndata: ${JSON.stringify(activityOf(bin()))}\n\n`);
          send();
          const timer = setInterval(send, 250);
          response.on('close', () => clearInterval(timer));
        },
      };
    if (path === `${root}/traces`) return traces(request);
    const prefix = (request.query.get('prefix') ?? '').toLowerCase();
    if (path === `${root}/fields`)
      return {
        json: { ...cannedFields, fields: cannedFields.fields.filter((each) => each.name.startsWith(prefix)) },
      };
    const field = /\/fields\/([^/]+)\/values$/.exec(path)?.[1];
    if (field !== undefined)
      return {
        json: {
          values: (VALUES[decodeURIComponent(field)] ?? []).filter((each) =>
            each.toLowerCase().startsWith(prefix),
          ),
        },
      };
    return undefined;
  };
}

const activityOf = ({
  arrivals,
  refusals,
  firstEventAt,
  lastEventAt,
  firstTraceId,
  services,
}: BinAnswer) => ({
  arrivals,
  refusals,
  firstEventAt,
  lastEventAt,
  firstTraceId,
  services,
});
