import type { UseQueryResult } from '@tanstack/react-query';
import type { BinAnswer } from '@tracebin/model';
import type { ReactNode } from 'react';
import type { WorkedUp } from '../controls/lag-text.tsx';
import { useKeys } from '../shell/keys.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { Answered, useAsked } from './answered.tsx';
import { downloadCsv } from './csv.ts';
import { NoRows } from './no-rows.tsx';
import { PageHead } from './page-head.tsx';
import { ScopeChoices } from './scope-choices.tsx';
import { TableFoot } from './table-foot.tsx';
import { TableSkeleton } from './table-skeleton.tsx';

/** While nothing is there, the first trace that is worked up shall not need a key. */
const EMPTY_REFETCH_MS = 2_000;

/** An answer with rows, newest state of what was worked up, and what its filters offer. */
export interface ListAnswer extends WorkedUp {
  from: string;
  count: number;
  more: boolean;
  services: readonly string[];
  environments: readonly string[];
}

export interface ListSearch {
  service?: string;
  environment?: string;
  from?: string;
  to?: string;
}

interface ListPageProps<Data extends ListAnswer> {
  title: string;
  /** `error`: one of the rows. */
  noun: string;
  /** Of the page, for its styles. */
  className: string;
  bin: string;
  answer: BinAnswer | undefined;
  query: UseQueryResult<Data>;
  search: ListSearch;
  change: (change: {
    service?: string | undefined;
    environment?: string | undefined;
    from?: string | undefined;
    to?: string | undefined;
  }) => void;
  /** What else may narrow the question, beside service and environment. */
  narrowed?: readonly { label: string; value: string | undefined; clear: () => void }[];
  /** In the head, after service and environment. */
  choices?: ReactNode;
  tools: ReactNode;
  emptyTitle: string;
  shown: number;
  /** The rows that are shown, as lines of a file named `file`. */
  lines: () => (string | number)[][];
  file: string;
  /** A key to the colours of the table. */
  legend?: ReactNode;
  children: (data: Data) => ReactNode;
}

/** A page that is one table: what it is about, tools over it, whatever state its answer is in, its foot and its file. */
export function ListPage<Data extends ListAnswer>(props: ListPageProps<Data>) {
  const { title, noun, bin, answer, query, search, change, shown, narrowed = [] } = props;
  const { slow, nowMs } = useAsked(query, query.data?.count === 0);
  usePageTitle(title, answer?.name);
  useKeys(title, [{ keys: 'r', label: 'Ask again', run: () => void query.refetch() }]);
  return (
    <main className={`table-page ${props.className}`}>
      <PageHead
        title={title}
        range={search}
        retentionHours={answer?.retentionHours}
        nowMs={nowMs}
        choose={change}
      >
        <ScopeChoices
          bin={bin}
          range={search}
          scope={search}
          choices={query.data ?? { services: [] }}
          change={change}
        />
        {props.choices}
      </PageHead>
      {props.tools}
      <Answered
        query={query}
        slow={slow}
        waiting={<TableSkeleton what={`${noun}s`} />}
        empty={({ count }) =>
          count > 0 ? undefined : (
            <NoRows
              bin={bin}
              answer={answer}
              what={title}
              title={props.emptyTitle}
              range={search}
              filters={[
                { label: 'service', value: search.service, clear: () => change({ service: undefined }) },
                {
                  label: 'environment',
                  value: search.environment,
                  clear: () => change({ environment: undefined }),
                },
                ...narrowed,
              ]}
              widen={() => change({ from: '-7d', to: undefined })}
            />
          )
        }
      >
        {(data) => (
          <>
            {props.children(data)}
            {shown === 0 && <p className="none soft">No {noun} matches what is filtered here.</p>}
            <TableFoot
              noun={noun}
              shown={shown}
              count={data.count}
              more={data.more}
              data={data}
              nowMs={nowMs}
              slow={slow}
              download={() => downloadCsv(props.file, data.from, props.lines())}
            >
              {props.legend}
            </TableFoot>
          </>
        )}
      </Answered>
    </main>
  );
}

/** Asks again by itself while there is nothing. */
export const whileEmpty = (query: { state: { data?: ListAnswer | undefined } }): number | false =>
  query.state.data?.count === 0 ? EMPTY_REFETCH_MS : false;
