import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useSlow } from '../controls/use-slow.ts';
import { ErrorView } from '../shell/error-page.tsx';

type Query<Data> = Pick<
  UseQueryResult<Data>,
  'data' | 'error' | 'refetch' | 'isPlaceholderData' | 'isFetching' | 'dataUpdatedAt'
>;

interface AnsweredProps<Data> {
  query: Query<Data>;
  slow: boolean;
  /** In the place of an answer that takes long. */
  waiting: ReactNode;
  /** In the place of one that holds nothing; undefined where it does. */
  empty?: ((data: Data) => ReactNode | undefined) | undefined;
  children: (data: Data) => ReactNode;
}

/** What stands for an answer in each of its states: refused, on its way, empty, there, or older than the question. */
export function Answered<Data>({ query, slow, waiting, empty, children }: AnsweredProps<Data>) {
  const { data, error } = query;
  if (error !== null) return <ErrorView error={error} retry={() => void query.refetch()} />;
  if (data === undefined) return slow ? waiting : null;
  return (
    empty?.(data) ?? (
      <div className={query.isPlaceholderData ? 'stale' : undefined} aria-busy={query.isPlaceholderData}>
        {children(data)}
      </div>
    )
  );
}

/**
 * @param isQuiet asks again by itself, which is not worth a sign
 * @returns whether an answer takes long, and when the one that is shown was given
 */
export function useAsked<Data>(query: Query<Data>, isQuiet = false): { slow: boolean; nowMs: number } {
  const slow = useSlow(query.isFetching && !isQuiet);
  return { slow, nowMs: query.dataUpdatedAt === 0 ? Date.now() : query.dataUpdatedAt };
}
