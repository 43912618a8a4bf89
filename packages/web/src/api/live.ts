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
    let source: EventSource | undefined;
    let poll: number | undefined;
    const stop = () => {
      source?.close();
      source = undefined;
      window.clearInterval(poll);
      poll = undefined;
    };
    const listen = () => {
      source = new EventSource(`${binPath(bin)}/live`);
      source.addEventListener('activity', (event: MessageEvent<string>) => {
        window.clearInterval(poll);
        poll = undefined;
        const activity = JSON.parse(event.data) as LiveActivity;
        client.setQueryData<BinAnswer>(binQuery(bin).queryKey, (known) => known && { ...known, ...activity });
        setState('live');
      });
      source.addEventListener('error', () => {
        setState('lost');
        // The browser reconnects by itself unless the server refused; either way the page goes on with plain requests.
        poll ??= window.setInterval(
          () =>
            client.invalidateQueries(
              { queryKey: binQuery(bin).queryKey, exact: true },
              // A question under way may be trying again: starting it anew each time, it would never fail.
              { cancelRefetch: false },
            ),
          POLL_INTERVAL_MS,
        );
      });
    };
    // Browsers hold six connections to a server, and each stream is one: only a page that is looked at keeps its own.
    const follow = () => {
      stop();
      if (document.visibilityState === 'visible') listen();
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      stop();
    };
  }, [bin, client]);
  return state;
}
