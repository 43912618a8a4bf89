import { LAYER_NAMES, type LayerName } from '@tracebin/model';
import { textParam } from '../../search-params.ts';

/** View state of the overview, exactly what its URL holds. Absent means the default. */
export interface OverviewPageSearch {
  group?: 'jobs';
  service?: string;
  environment?: string;
  /** With what the range is compared; the day before where absent. */
  compare?: 'week' | 'none';
  /** The list says who spends time in it. */
  layer?: LayerName;
  /** Relative (`-1h`) or ISO 8601. */
  from?: string;
  to?: string;
  /** How the table of transactions is shown. */
  slowest?: string;
}

export function overviewSearch(raw: Record<string, unknown>): OverviewPageSearch {
  const search: OverviewPageSearch = {};
  for (const name of ['service', 'environment', 'from', 'to', 'slowest'] as const) {
    const value = textParam(raw, name);
    if (value !== undefined) search[name] = value;
  }
  if (textParam(raw, 'group') === 'jobs') search.group = 'jobs';
  const compare = textParam(raw, 'compare');
  if (compare === 'week' || compare === 'none') search.compare = compare;
  const layer = LAYER_NAMES.find((each) => each === textParam(raw, 'layer'));
  if (layer !== undefined) search.layer = layer;
  return search;
}
