import { flagParam, textParam } from '../../search-params.ts';

/** View state of the page of services, exactly what its URL holds. Absent means the default. */
export interface ServicesSearch {
  /** Default: the map, on a phone the table. */
  view?: ServicesView;
  environment?: string;
  /** Of the hosts: only what this service calls. */
  service?: string;
  /** Relative (`-1h`) or ISO 8601. */
  from?: string;
  to?: string;
  /** Key of the node that is looked at: `service:web`, `db:ads`. */
  node?: string;
  /** The map shows only the node that is looked at and its neighbours. */
  around?: true;
  /** Part of a name. */
  filter?: string;
  /** Id of a column. */
  sort?: string;
  order?: 'asc';
  /** How the tables beside the map are shown: services, what is inferred, who calls the node, whom it calls. */
  nodes?: string;
  inferred?: string;
  callers?: string;
  called?: string;
}

const TEXTS = [
  ...(['environment', 'service', 'from', 'to', 'node', 'filter', 'sort'] as const),
  ...(['nodes', 'inferred', 'callers', 'called'] as const),
];

export const SERVICES_VIEWS = ['map', 'table', 'hosts'] as const;
export type ServicesView = (typeof SERVICES_VIEWS)[number];

export function servicesSearch(raw: Record<string, unknown>): ServicesSearch {
  const search: ServicesSearch = {};
  for (const name of TEXTS) {
    const value = textParam(raw, name);
    if (value !== undefined) search[name] = value;
  }
  const view = SERVICES_VIEWS.find((each) => each === textParam(raw, 'view'));
  if (view !== undefined) search.view = view;
  if (flagParam(raw, 'around')) search.around = true;
  if (textParam(raw, 'order') === 'asc') search.order = 'asc';
  return search;
}
