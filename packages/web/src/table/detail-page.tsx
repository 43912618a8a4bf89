import type { UseQueryResult } from '@tanstack/react-query';
import type { BinAnswer } from '@tracebin/model';
import type { ReactNode } from 'react';
import { LagText, type WorkedUp } from '../controls/lag-text.tsx';
import { useKeys } from '../shell/keys.ts';
import { usePageTitle } from '../shell/page-title.ts';
import type { TimeRange } from '../time/time-range.ts';
import { Answered, useAsked } from './answered.tsx';
import { PageHead } from './page-head.tsx';

interface DetailPageProps<Data extends WorkedUp> {
  /** A link with class `crumb` back to the list. */
  list: ReactNode;
  /** `Error`: one of what the page is about. */
  noun: string;
  /** Its name, once it is known. */
  name: string | undefined;
  answer: BinAnswer | undefined;
  query: UseQueryResult<Data>;
  range: TimeRange;
  change: (range: { from: string | undefined; to: string | undefined }) => void;
  /** Of which service, environment. */
  choices?: ReactNode;
  children: (data: Data, nowMs: number) => ReactNode;
}

/** A page about one thing of a list: the way back, its name, and whatever state its answer is in. */
export function DetailPage<Data extends WorkedUp>(props: DetailPageProps<Data>) {
  const { list, noun, name = noun, answer, query, range, change, choices, children } = props;
  const { slow, nowMs } = useAsked(query);
  usePageTitle(name, answer?.name);
  useKeys(noun, [{ keys: 'r', label: 'Ask again', run: () => void query.refetch() }]);
  return (
    <main className="table-page detail-page">
      <PageHead
        title={
          <>
            {list}
            <span className="crumb"> / </span>
            {name}
          </>
        }
        range={range}
        retentionHours={answer?.retentionHours}
        nowMs={nowMs}
        choose={change}
      >
        {choices}
      </PageHead>
      <Answered
        query={query}
        slow={slow}
        waiting={
          <p className="soft" role="status">
            asking…
          </p>
        }
      >
        {(data) => (
          <>
            {children(data, nowMs)}
            <p className="foot small muted" role="status">
              <LagText data={data} nowMs={nowMs} />
              {slow && <span>asking…</span>}
            </p>
          </>
        )}
      </Answered>
    </main>
  );
}
