import type { ServiceNode, ServiceNodeKind, ServiceSearch, ServicesAnswer } from '@tracebin/model';
import type { BinScope } from '../../../receive/ingest.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { isoTime } from '../../iso-time.ts';
import { parseTimeRange, type TimeRange } from '../../time-range.ts';
import { derivedUntil } from '../derived-until.ts';
import { readChoices } from '../read-choices.ts';
import { coverRange } from '../sums/cover-range.ts';
import { type CountedEdge, type MapScope, serviceEdges } from './service-edges.ts';
import { serviceFigures, systemsOf } from './service-figures.ts';

const WITH_SYSTEM: readonly ServiceNodeKind[] = ['db', 'cache', 'queue'];
const END_NANOS = 7_200_000_000_000n;

/** The last two hours of a range. */
const endOf = (range: TimeRange): TimeRange =>
  range.to - range.from > END_NANOS ? { ...range, from: range.to - END_NANOS } : range;

/**
 * Who calls whom in a time range.
 * @throws BadRequestError `bad-time`, `bad-time-range`
 */
export async function serviceMap(
  engine: Engine,
  { bin, retentionHours }: BinScope,
  search: ServiceSearch,
  nowMs = Date.now(),
): Promise<ServicesAnswer> {
  const began = performance.now();
  const range = parseTimeRange(search, retentionHours, nowMs);
  const covered = await coverRange(engine, bin, range);
  const scope: MapScope = { environment: search.environment };
  const [services, called, lately, choices, until] = await Promise.all([
    serviceFigures(engine, scope, covered),
    serviceEdges(engine, scope, covered),
    // Most systems are asked all the time.
    coverRange(engine, bin, endOf(range)).then((end) => systemsOf(engine, end)),
    readChoices(engine, covered),
    derivedUntil(engine),
  ]);
  const nodes = new NodeList(services.nodes);
  for (const target of called.targets) {
    if (target.kind !== 'service' && target.kind !== 'delivery') nodes.add(target.kind, target.to, target);
  }
  const edges = called.edges.map(({ from, kind, to, ...figures }) => ({
    // A delivery begins at a queue, which may have been filled before the range.
    from: nodes.indexOf(kind === 'delivery' ? 'queue' : 'service', from!),
    to: nodes.indexOf(kind === 'delivery' ? 'service' : kind, to),
    ...figures,
  }));
  const isUnknown = ({ kind, name }: ServiceNode): boolean =>
    WITH_SYSTEM.includes(kind) && !lately.of.has(`${kind}\0${name}`);
  const systems = nodes.list.some(isUnknown) ? await systemsOf(engine, covered) : { ...lately, readRows: 0 };
  return {
    from: isoTime(range.from),
    to: isoTime(range.to),
    nodes: nodes.list.map((node) => ({
      ...node,
      system: systems.of.get(`${node.kind}\0${node.name}`) ?? '',
    })),
    edges,
    more: services.more || called.more,
    environments: choices.values.environments,
    derivedUntil: until,
    readRows: services.readRows + called.readRows + lately.readRows + systems.readRows + choices.readRows,
    elapsedMs: Math.round((performance.now() - began) * 100) / 100,
  };
}

/** Nodes by kind and name; one that only edges know has no figures of its own. */
class NodeList {
  readonly list: ServiceNode[];
  readonly #known = new Map<string, number>();

  constructor(services: readonly ServiceNode[]) {
    this.list = [...services];
    services.forEach(({ kind, name }, index) => {
      this.#known.set(`${kind}\0${name}`, index);
    });
  }

  add(kind: ServiceNodeKind, name: string, figures?: CountedEdge): number {
    const { calls = 0, errors = 0, total = 0, median = 0, p95 = 0, max = 0 } = figures ?? {};
    const index = this.list.push({
      kind,
      name,
      system: '',
      calls,
      errors,
      total,
      median,
      p95,
      max,
      layers: null,
    });
    this.#known.set(`${kind}\0${name}`, index - 1);
    return index - 1;
  }

  indexOf(kind: ServiceNodeKind, name: string): number {
    return this.#known.get(`${kind}\0${name}`) ?? this.add(kind, name);
  }
}
