import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { IsoTime } from '@tracebin/model';
import type { ReactNode } from 'react';
import { binQuery } from '../api/queries.ts';
import { LagText, type WorkedUp } from '../controls/lag-text.tsx';
import { useChoices } from '../load/use-choices.ts';
import { useKeys } from '../shell/keys.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { Answered, useAsked } from './answered.tsx';
import { PageHead } from './page-head.tsx';
import { pick } from './pick.ts';
import { ScopeChoices } from './scope-choices.tsx';
import type { ChangeOf } from './use-change-search.ts';

/** View state that every page about one thing has. */
export interface DetailSearch {
  service?: string;
  environment?: string;
  from?: string;
  to?: string;
}

/** What the parts of such a page need beside the answer. */
export interface Around<Search extends DetailSearch> {
  bin: string;
  now: Date;
  /** As it was asked for; kept by links. */
  range: { from?: string; to?: string };
  environment: { environment?: string };
  change: (change: ChangeOf<Search>, replace?: boolean) => void;
  /** How the short table that the address knows under a name is shown, and how that is changed. */
  table: (name: keyof Search & string) => {
    from: string;
    view: string | undefined;
    change: (view: string | undefined, replace: boolean) => void;
  };
}

interface DetailPageProps<Data, Search extends DetailSearch> {
  bin: string;
  /** The list it is one of. */
  list: { title: string; to: '/b/$bin/errors' | '/b/$bin/queries'; search: object };
  /** `Error`: one of what the page is about. */
  noun: string;
  /** Its name, once it is known. */
  name: string | undefined;
  query: UseQueryResult<Data>;
  search: Search;
  change: (change: ChangeOf<Search>, replace?: boolean) => void;
  /** Of which services it can be shown; absent where it belongs to one. */
  services?: readonly string[];
  children: (data: Data, around: Around<Search>) => ReactNode;
}

/** A page about one thing of a list: the way back, its name, what it is narrowed to, and whatever state its answer is in. */
export function DetailPage<Data extends WorkedUp & { from: IsoTime }, Search extends DetailSearch>(
  props: DetailPageProps<Data, Search>,
) {
  const { bin, list, noun, name = noun, query, search, services, children } = props;
  const { data: answer } = useQuery(binQuery(bin));
  const choices = useChoices(bin, search);
  const { slow, nowMs } = useAsked(query);
  usePageTitle(name, answer?.name);
  useKeys(noun, [{ keys: 'r', label: 'Ask again', run: () => void query.refetch() }]);
  // What every page of this kind can change, in the words of this one.
  const change = props.change as (change: Record<string, string | undefined>, replace?: boolean) => void;
  const range = pick(search as DetailSearch, ['from', 'to']);
  return (
    <main className="table-page detail-page">
      <PageHead
        title={
          <>
            <Link className="crumb" to={list.to} params={{ bin }} search={list.search}>
              {list.title}
            </Link>
            <span className="crumb"> / </span>
            {name}
          </>
        }
        range={range}
        retentionHours={answer?.retentionHours}
        nowMs={nowMs}
        choose={({ from, to }) => change({ from, to })}
      >
        <ScopeChoices
          bin={bin}
          range={range}
          scope={search}
          isFixed
          choices={{
            ...(services === undefined ? {} : { services }),
            environments: choices?.environments ?? [],
          }}
          change={(scope) => change({ ...scope })}
        />
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
            {children(data, {
              bin,
              now: new Date(nowMs),
              range,
              environment: pick(search as DetailSearch, ['environment']),
              change: props.change,
              table: (of) => ({
                from: data.from,
                view: search[of] as string | undefined,
                change: (view, replace) => change({ [of]: view }, replace),
              }),
            })}
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
