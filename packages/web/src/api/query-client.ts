import { QueryClient } from '@tanstack/react-query';
import { ApiFailure } from './client.ts';

/** Refusals are final, an absent server is asked again: three times, a little later each time. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => error instanceof ApiFailure && error.retryable && failures < 3,
        retryDelay: (attempt) => 500 * 2 ** attempt,
        refetchOnWindowFocus: false,
      },
    },
  });
