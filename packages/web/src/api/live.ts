import { useQueryClient } from '@tanstack/react-query';
import type { BinAnswer, LiveActivity } from '@tracebin/model';
import { useEffect, useState } from 'react';
import { binPath, binQuery } from './queries.ts';

/** Where the stream cannot be held (a proxy that buffers), the bin is asked this often instead. */
const POLL_INTERVAL_MS = 3_000;

/**
 * Keeps the bin's answer in the query cache current from its live stream while the caller is on the page.
 * Gives whether the server can be heard at all.
 */
export function useLiveBin(bin: string): 'live' | 'lost' | 'connecting' {
  const client = useQueryClient();
  const [state, setState] = useState<'live' | 'lost' | 'connecting'>('connecting');
  useEffect(() => {
    setState('connecting');
    const source = new EventSource(`${binPath(bin)}/live`);
    let poll: number | undefined;
    const take = (event: MessageEvent<string>) => {
      window.clearInterval(poll);
      poll = undefined;
      const activity = JSON.parse(event.data) as LiveActivity;
      client.setQueryData<BinAnswer>(binQuery(bin).queryKey, (known) => known && { ...known, ...activity });
      setState('live');
    };
    source.addEventListener('activity', take);
    source.addEventListener('error', () => {
      setState('lost');
      // The browser reconnects by itself unless the server refused; either way the page goes on with plain requests.
      poll ??= window.setInterval(
        () => client.invalidateQueries({ queryKey: binQuery(bin).queryKey, exact: true }),
        POLL_INTERVAL_MS,
      );
    });
    return () => {
      source.close();
      window.clearInterval(poll);
    };
  }, [bin, client]);
  return state;
}
