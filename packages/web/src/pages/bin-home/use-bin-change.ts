import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { BinAnswer, BinChange } from '@tracebin/model';
import { changeBin } from '../../api/mutations.ts';
import { binQuery } from '../../api/queries.ts';

/** Changes a setting of the bin; the new value shows when the server has taken it. */
export function useBinChange(bin: string, done: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: BinChange) => changeBin(bin, change),
    onSuccess: (_, change) => {
      client.setQueryData<BinAnswer>(binQuery(bin).queryKey, (known) => known && { ...known, ...change });
      void client.invalidateQueries({ queryKey: binQuery(bin).queryKey, exact: true });
      done();
    },
  });
}
