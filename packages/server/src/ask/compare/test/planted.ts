/** Requests of an imagined app; `plant` makes those slow that its cause names. Slow is a second and more. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../../store/engine/engine.ts';

export interface PlantedEvent {
  strings: Record<string, string>;
  ints: Record<string, number>;
  doubles: Record<string, number>;
  bools: Record<string, boolean>;
  resource: Record<string, string>;
  /** Of the parent span. */
  parent: Record<string, string>;
  slow: boolean;
}

export interface Cause {
  name: string;
  events: number;
  /** Slow without any cause. */
  background: number;
  /** What must be ranked first, in any order; empty: nothing may be called different. */
  truth: string[];
  /** They come within as long; one a millisecond otherwise. */
  withinHours?: number;
  /** Relatives of so many events of a side are read, instead of as many as the product reads. */
  maxKinEvents?: number;
  isCaused(event: PlantedEvent): boolean;
  /** Before the cause is looked at. */
  prepare?(event: PlantedEvent, random: () => number, index: number): void;
}

export const CAUSES: Cause[] = [
  {
    name: 'single value',
    events: 6_000,
    background: 0.02,
    truth: ['http.route'],
    isCaused: ({ strings }) => strings['http.route'] === '/route/7',
  },
  {
    name: 'missing field',
    events: 6_000,
    background: 0.02,
    truth: ['cache.key'],
    isCaused: ({ strings }) => strings['cache.key'] === undefined,
    prepare: ({ strings }, random) => {
      if (random() > 0.05) strings['cache.key'] = `page:${Math.floor(random() * 40)}`;
    },
  },
  {
    name: 'numeric threshold',
    events: 6_000,
    background: 0.02,
    truth: ['http.response.body.size'],
    isCaused: ({ ints }) => ints['http.response.body.size']! > 60_000,
  },
  {
    name: 'two fields together',
    events: 6_000,
    background: 0.02,
    truth: ['cloud.region', 'service.version'],
    isCaused: ({ strings, resource }) =>
      strings['cloud.region'] === 'region-1' && resource['service.version'] === 'v2',
  },
  {
    name: 'in the parent span',
    events: 6_000,
    background: 0.02,
    truth: ['parent.job.kind'],
    isCaused: ({ parent }) => parent['job.kind'] === 'kind-5',
  },
  {
    // Of more events than are joined, over more than ten hours: read in slices of time.
    name: 'in the parent span, over a day',
    events: 6_000,
    background: 0.02,
    truth: ['parent.job.kind'],
    withinHours: 22,
    maxKinEvents: 250,
    isCaused: ({ parent }) => parent['job.kind'] === 'kind-5',
    // What changes from hour to hour differs from slice to slice, and not between the slow ones and the rest.
    prepare: ({ parent }, _, index) => {
      parent['job.shift'] = `shift-${Math.floor(index / 250)}`;
    },
  },
  {
    name: 'rare (0.5 % of the selection)',
    events: 60_000,
    background: 0.2,
    truth: ['app.tenant'],
    isCaused: ({ strings }) => strings['app.tenant'] === 'the-rare-one',
    prepare: ({ strings }, random) => {
      if (random() < 0.001) strings['app.tenant'] = 'the-rare-one';
    },
  },
  { name: 'no cause at all', events: 6_000, background: 0.05, truth: [], isCaused: () => false },
];

const NOISE_FIELDS = 20;

export function plantedEvents(cause: Cause, seed: number): PlantedEvent[] {
  const random = randomFrom(seed);
  /** Small numbers are more frequent. */
  const skewed = (count: number) => Math.floor(count * random() ** 2);
  return Array.from({ length: cause.events }, (_, index) => {
    const event: PlantedEvent = {
      strings: {
        'http.route': `/route/${skewed(12)}`,
        'cloud.region': `region-${skewed(4)}`,
        'app.tenant': `tenant-${skewed(200)}`,
        'app.plan': `plan-${skewed(4)}`,
        'user_agent.name': `browser-${skewed(8)}`,
        requestId: `${seed}-${index}-${Math.floor(random() * 1e9)}`,
        'user.id': `user-${skewed(3_000)}`,
        ...(random() < 0.6 ? { 'feature.search': random() < 0.3 ? 'on' : 'off' } : {}),
      },
      ints: {
        'http.response.status_code': random() < 0.97 ? 200 : 404,
        'http.response.body.size': Math.floor(Math.exp(6 + 2.2 * gauss(random))),
        'app.items': skewed(60),
      },
      doubles: { 'app.load': Math.round(random() * 1e6) / 1e6 },
      bools: { 'app.mobile': random() < 0.4 },
      resource: { 'service.version': `v${skewed(4)}`, 'host.name': `host-${skewed(9)}` },
      parent: { 'job.kind': `kind-${skewed(9)}`, 'job.batch': `${skewed(30)}` },
      slow: false,
    };
    for (let field = 0; field < NOISE_FIELDS; field++) {
      if (random() < 0.9) event.strings[`noise.${field}`] = `value-${skewed(2 + 3 * field)}`;
    }
    cause.prepare?.(event, random, index);
    event.slow = random() < (cause.isCaused(event) ? 0.9 : cause.background);
    return event;
  });
}

/** Puts each as a span with its parent into a bin of its own. */
export async function insertPlanted(
  engine: Engine,
  bin: string,
  events: readonly PlantedEvent[],
  { startMs, stepMs }: { startMs: number; stepMs: number },
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'tracebin-planted-'));
  try {
    const file = join(directory, 'events.json');
    await writeFile(file, events.flatMap((event, index) => lines(event, index)).join('\n'));
    await engine.command(
      `INSERT INTO events (bin, type, entry, time, duration, trace_id, span_id, parent_span_id, service, name, kind,
         sample_rate, strings, ints, doubles, bools, resource, received_at, expires_at)
       SELECT {bin:String}, 0, span % 2 = 1, fromUnixTimestamp64Milli({start:Int64} + intDiv(span, 2) * {step:Int64}, 'UTC'), duration,
         toFixedString(unhex(leftPad(hex(intDiv(span, 2)), 32, '0')), 16), toFixedString(unhex(leftPad(hex(span + 1), 16, '0')), 8),
         if(span % 2 = 1, toFixedString(unhex(leftPad(hex(span), 16, '0')), 8), toFixedString('', 8)),
         'app', if(span % 2 = 1, 'GET', 'job'), if(span % 2 = 1, 2, 1), 1, strings, ints, doubles, bools, resource, now(), now() + INTERVAL 1 DAY
       FROM file({file:String}, JSONEachRow, 'span UInt64, duration UInt64, strings Map(String, String), ints Map(String, Int64),
         doubles Map(String, Float64), bools Map(String, Bool), resource Map(String, String)')`.replace(
        '{file:String}',
        `'${file}'`,
      ),
      { bin, start: String(startMs), step: String(stepMs) },
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Parents have even numbers, their requests the next odd one. */
function lines(
  { strings, ints, doubles, bools, resource, parent, slow }: PlantedEvent,
  index: number,
): string[] {
  const duration = slow ? 1_500_000_000 : 20_000_000 + (index % 1_000) * 1_000;
  return [
    JSON.stringify({ span: 2 * index, duration, strings: parent }),
    JSON.stringify({ span: 2 * index + 1, duration, strings, ints, doubles, bools, resource }),
  ];
}

/** The same numbers each time (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = (seed * 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
