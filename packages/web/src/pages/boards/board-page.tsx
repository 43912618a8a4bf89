import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type Board, SAVED_LIMITS } from '@tracebin/model';
import { binQuery } from '../../api/queries.ts';
import { boardQuery, savedQuestionsQuery } from '../../api/saved.ts';
import { useSlow } from '../../controls/use-slow.ts';
import { ErrorView } from '../../shell/error-page.tsx';
import { useKeys } from '../../shell/keys.ts';
import { usePageTitle } from '../../shell/page-title.ts';
import { PageHead } from '../../table/page-head.tsx';
import { useChangeSearch } from '../../table/use-change-search.ts';
import { AddPanel } from './add-panel.tsx';
import { BoardMenu } from './board-menu.tsx';
import './boards.css';
import { PanelGrid } from './panel-grid.tsx';
import { useBoardChange } from './use-board-change.ts';

const route = getRouteApi('/b/$bin/boards/$board');

/** Saved questions beside each other, for one range. */
export function BoardPage() {
  const { bin, board: id } = route.useParams();
  const search = route.useSearch();
  const change = useChangeSearch(route.useNavigate());
  const client = useQueryClient();
  const { data: answer } = useQuery(binQuery(bin));
  const board = useQuery(boardQuery(bin, id));
  const questions = useQuery(savedQuestionsQuery(bin));
  const boardChange = useBoardChange(bin, id);
  const slow = useSlow(board.isFetching && board.data === undefined);
  const again = () => void client.invalidateQueries({ queryKey: ['bin', bin, 'question'] });
  usePageTitle(board.data?.name ?? 'Board', answer?.name);
  useKeys('Board', [{ keys: 'r', label: 'Ask all panels again', run: again }]);
  const error = board.error ?? questions.error;
  if (error !== null && (board.data === undefined || questions.data === undefined))
    return <ErrorView error={error} retry={() => void Promise.all([board.refetch(), questions.refetch()])} />;
  const setPanels = (panels: (board: Board) => Board['panels']) =>
    boardChange.mutate((now) => ({ panels: panels(now) }));
  return (
    <main className="boards">
      <PageHead
        title={board.data?.name ?? ''}
        range={search}
        retentionHours={answer?.retentionHours}
        nowMs={Date.now()}
        choose={({ from, to }) => change({ from, to })}
      >
        {board.data !== undefined && questions.data !== undefined && (
          <>
            <AddPanel
              bin={bin}
              questions={questions.data.questions}
              isFull={board.data.panels.length >= SAVED_LIMITS.panels}
              add={(panel) => setPanels(({ panels }) => [...panels, panel])}
            />
            <BoardMenu
              bin={bin}
              board={board.data}
              rename={(name) => boardChange.mutateAsync(() => ({ name }))}
            />
          </>
        )}
      </PageHead>
      {boardChange.error !== null && (
        <p className="board-note bad" role="alert">
          {boardChange.error.message} The board is shown as it is saved.
        </p>
      )}
      {slow && (
        <p className="board-note soft" role="status">
          asking for the board…
        </p>
      )}
      {board.data !== undefined &&
        questions.data !== undefined &&
        (board.data.panels.length === 0 ? (
          <section className="notice">
            <h1>Nothing on this board yet</h1>
            {questions.data.questions.length === 0 ? (
              <p className="soft">
                Its panels are saved questions. Ask in{' '}
                <Link className="link" to="/b/$bin/explore" params={{ bin }} search={{}}>
                  Explore
                </Link>{' '}
                and save what is worth asking again with <kbd className="kbd">Ctrl S</kbd>.
              </p>
            ) : (
              <p className="soft">“Add a panel” above lists what is saved in this bin.</p>
            )}
          </section>
        ) : (
          <PanelGrid
            bin={bin}
            panels={board.data.panels}
            questions={questions.data.questions}
            range={search}
            setPanels={setPanels}
          />
        ))}
    </main>
  );
}
