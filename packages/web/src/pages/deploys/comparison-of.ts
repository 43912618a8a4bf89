import type { ComparisonSearch, Marker } from '@tracebin/model';
import { DEFAULT_DEPLOYS_FROM, type DeploysSearch } from './deploys-search.ts';

/** What one chosen deploy, or the address, asks to compare. */
export interface ChosenComparison {
  search: ComparisonSearch;
  /** `v2 against v1`. */
  title: string;
  service: string | undefined;
}

const HOUR_MS = 3_600_000;
/** A moment is compared with as much time before it as there is after it, up to a day and from a quarter of an hour on. */
const LONGEST_MS = 24 * HOUR_MS;
const SHORTEST_MS = HOUR_MS / 4;

/** Undefined where there is nothing to compare. */
export function comparisonOf(
  search: DeploysSearch,
  markers: readonly Marker[],
  nowMs: number,
): ChosenComparison | undefined {
  const { service, environment, group, version, before, moment } = search;
  const { beforeFrom, beforeTo, afterFrom, afterTo } = search;
  const scope = {
    ...(group === undefined ? {} : { group }),
    ...(environment === undefined ? {} : { environment }),
    ...(service === undefined ? {} : { service }),
  };
  if (beforeFrom !== undefined && beforeTo !== undefined && afterFrom !== undefined && afterTo !== undefined)
    return {
      search: { ...scope, from: afterFrom, to: afterTo, beforeFrom, beforeTo },
      title: 'Two times',
      service,
    };
  const range = {
    from: search.from ?? DEFAULT_DEPLOYS_FROM,
    ...(search.to === undefined ? {} : { to: search.to }),
  };
  if (moment !== undefined && !Number.isNaN(Date.parse(moment))) {
    if (service === undefined || version === undefined || before === undefined)
      return aroundMoment(scope, Date.parse(moment), nowMs, service);
    return sincePutBack({ ...scope, ...range }, { service, version, before, at: moment });
  }
  if (service !== undefined && version !== undefined && before !== undefined)
    return {
      search: { ...scope, ...range, version, beforeVersion: before },
      title: `${version} against ${before}`,
      service,
    };
  const latest = markers.filter(({ kind }) => kind === 'deploy').at(-1);
  if (latest === undefined) return undefined;
  if (latest.isRollback) return sincePutBack({ ...scope, ...range }, latest);
  if (latest.service !== '' && latest.before !== '')
    return {
      search: {
        ...scope,
        ...range,
        service: latest.service,
        version: latest.version,
        beforeVersion: latest.before,
      },
      title: `${latest.version} of ${latest.service} against ${latest.before}`,
      service: latest.service,
    };
  return aroundMoment(scope, Date.parse(latest.at), nowMs, service, latest);
}

/** A version that was put back has run before, too: what it did since then is compared with the one that it replaced. */
function sincePutBack(
  { from, ...scope }: Partial<ComparisonSearch> & { from: string },
  { service, version, before, at }: Pick<Marker, 'service' | 'version' | 'before' | 'at'>,
): ChosenComparison {
  return {
    search: {
      ...scope,
      service,
      version,
      from: at,
      beforeVersion: before,
      beforeFrom: from,
      beforeTo: at,
    },
    title: `${version} of ${service}, put back, against ${before}`,
    service,
  };
}

function aroundMoment(
  scope: Partial<ComparisonSearch>,
  at: number,
  nowMs: number,
  service: string | undefined,
  marker?: Marker,
): ChosenComparison {
  const length = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, nowMs - at));
  const iso = (time: number) => new Date(time).toISOString();
  return {
    search: {
      ...scope,
      from: iso(at),
      to: iso(at + length),
      beforeFrom: iso(at - length),
      beforeTo: iso(at),
    },
    title:
      marker === undefined ? 'After against before' : `After ${marker.version || marker.text} against before`,
    service,
  };
}
