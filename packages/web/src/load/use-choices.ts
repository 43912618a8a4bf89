import { useQuery } from '@tanstack/react-query';
import type { ChoicesSearch } from '@tracebin/model';
import { choicesQuery } from '../api/load-queries.ts';
import { pick } from '../table/pick.ts';

/** A service or environment that comes while a page is open can be chosen after so long at the latest. */
const REFETCH_MS = 30_000;

/** Services and environments that a page can be narrowed to; undefined until they are known. */
export function useChoices(bin: string, range: ChoicesSearch) {
  return useQuery({ ...choicesQuery(bin, pick(range, ['from', 'to'])), refetchInterval: REFETCH_MS }).data;
}
