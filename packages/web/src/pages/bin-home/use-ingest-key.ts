import { useMutation } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { createIngestKey } from '../../api/mutations.ts';
import { ingestKeyOf, onKnownBins, rememberBin } from '../../shell/known-bins.ts';

/** The bin's ingest key as far as this browser knows it, and a way to make another; the old ones stay valid. */
export function useIngestKey(bin: string) {
  const key = useSyncExternalStore(onKnownBins, () => ingestKeyOf(bin));
  const create = useMutation({
    mutationFn: () => createIngestKey(bin),
    onSuccess: ({ ingestKey }) => rememberBin(bin, { ingestKey }),
  });
  return {
    key,
    make: () => create.mutate(),
    making: create.isPending,
    failure: create.error?.message,
  };
}
