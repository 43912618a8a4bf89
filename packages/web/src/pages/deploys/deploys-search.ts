import { textParam } from '../../search-params.ts';

/** View state of the page of deploys, exactly what its URL holds. Absent means the default. */
export interface DeploysSearch {
  group?: 'jobs';
  service?: string;
  environment?: string;
  /** Relative (`-24h`, where absent) or ISO 8601: where deploys are looked for, and versions compared. */
  from?: string;
  to?: string;
  /** Two versions of the service. */
  version?: string;
  before?: string;
  /** A moment: the time after it is compared with the time before it. */
  moment?: string;
  /** Two times of any length. */
  beforeFrom?: string;
  beforeTo?: string;
  afterFrom?: string;
  afterTo?: string;
  /** How the list of deploys is shown. */
  deploys?: string;
  /** Part of an endpoint's or job's name. */
  filter?: string;
  /** Id of a column. */
  sort?: string;
  order?: 'asc';
}

const TEXTS = [
  'service',
  'environment',
  'from',
  'to',
  'version',
  'before',
  'moment',
  'beforeFrom',
  'beforeTo',
  'afterFrom',
  'afterTo',
  'deploys',
  'filter',
  'sort',
] as const;

export function deploysSearch(raw: Record<string, unknown>): DeploysSearch {
  const search: DeploysSearch = {};
  for (const name of TEXTS) {
    const value = textParam(raw, name);
    if (value !== undefined) search[name] = value;
  }
  if (textParam(raw, 'group') === 'jobs') search.group = 'jobs';
  if (textParam(raw, 'order') === 'asc') search.order = 'asc';
  return search;
}

export const DEFAULT_DEPLOYS_FROM = '-24h';

/** Takes back which comparison was chosen. */
export const NO_COMPARISON = {
  version: undefined,
  before: undefined,
  moment: undefined,
  beforeFrom: undefined,
  beforeTo: undefined,
  afterFrom: undefined,
  afterTo: undefined,
} as const;
