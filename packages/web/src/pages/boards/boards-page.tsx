import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type Board, SAVED_LIMITS } from '@tracebin/model';
import { useState } from 'react';
import { binQuery } from '../../api/queries.ts';
import { boardsQuery, createBoard } from '../../api/saved.ts';
import { useSlow } from '../../controls/use-slow.ts';
import { formatPlural } from '../../format/numbers.ts';
import { formatAgo } from '../../format/times.ts';
import { ErrorView } from '../../shell/error-page.tsx';
import { usePageTitle } from '../../shell/page-title.ts';
import './boards.css';

const route = getRouteApi('/b/$bin/boards');

/** All boards of the bin, and a new one. */
export function BoardsPage() {
  const { bin } = route.useParams();
  const { data: answer } = useQuery(binQuery(bin));
  const boards = useQuery(boardsQuery(bin));
  const slow = useSlow(boards.isFetching && boards.data === undefined);
  usePageTitle('Boards', answer?.name);
  return (
    <main className="boards">
      <div className="pagehead">
        <h1>Boards</h1>
        <span className="row right">
          <NewBoard bin={bin} />
        </span>
      </div>
      {boards.error !== null && <ErrorView error={boards.error} retry={() => void boards.refetch()} />}
      {slow && (
        <p className="soft board-note" role="status">
          asking for the boards…
        </p>
      )}
      {boards.data !== undefined &&
        (boards.data.boards.length === 0 ? (
          <section className="notice">
            <h1>No board yet</h1>
            <p className="soft">
              A board shows saved questions beside each other, for one range of time. Ask in{' '}
              <Link className="link" to="/b/$bin/explore" params={{ bin }} search={{}}>
                Explore
              </Link>
              , save what is worth asking again with <kbd className="kbd">Ctrl S</kbd>, and put it on a board
              that you name above.
            </p>
          </section>
        ) : (
          <BoardList bin={bin} boards={boards.data.boards} />
        ))}
    </main>
  );
}

const BoardList = ({ bin, boards }: { bin: string; boards: readonly Board[] }) => {
  const now = new Date();
  return (
    <table className="t board-list">
      <thead>
        <tr>
          <th scope="col">Board</th>
          <th scope="col" className="r">
            Panels
          </th>
          <th scope="col" className="r">
            Changed
          </th>
        </tr>
      </thead>
      <tbody>
        {boards.map(({ id, name, panels, changedAt }) => (
          <tr key={id}>
            <td className="clip" title={name}>
              <Link
                className="link medium"
                to="/b/$bin/boards/$board"
                params={{ bin, board: id }}
                search={{}}
              >
                {name}
              </Link>
            </td>
            <td className="r soft">{formatPlural(panels.length, 'panel')}</td>
            <td className="r muted">{formatAgo(new Date(changedAt), now)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

function NewBoard({ bin }: { bin: string }) {
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [state, setState] = useState<{ isMaking: boolean; refusal?: string }>({ isMaking: false });
  const make = () => {
    setState({ isMaking: true });
    createBoard(bin, { name, panels: [] })
      .then(async (board) => {
        await client.invalidateQueries({ queryKey: boardsQuery(bin).queryKey });
        await navigate({ to: '/b/$bin/boards/$board', params: { bin, board: board.id }, search: {} });
      })
      .catch((error: Error) => setState({ isMaking: false, refusal: error.message }));
  };
  return (
    <form
      className="row new-board"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '' && !state.isMaking) make();
      }}
    >
      {state.refusal !== undefined && (
        <span className="bad small" role="alert">
          {state.refusal}
        </span>
      )}
      <input
        className="field"
        aria-label="Name of the new board"
        placeholder="Name of a new board"
        maxLength={SAVED_LIMITS.nameLength}
        autoComplete="off"
        value={name}
        onChange={(event) => {
          setName(event.target.value);
          setState({ isMaking: false });
        }}
      />
      <button type="submit" className="ctl primary" disabled={name.trim() === '' || state.isMaking}>
        New board
      </button>
    </form>
  );
}
