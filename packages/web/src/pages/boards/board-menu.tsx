import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type Board, SAVED_LIMITS } from '@tracebin/model';
import { useState } from 'react';
import { boardsQuery, deleteBoard } from '../../api/saved.ts';
import { Floating } from '../../shell/floating.tsx';

interface BoardMenuProps {
  bin: string;
  board: Board;
  rename: (name: string) => Promise<unknown>;
}

/** Its name, and its end. */
export const BoardMenu = (props: BoardMenuProps) => (
  <Floating className="ctl plain" label="Rename or delete">
    {(close) => <BoardForm {...props} close={close} />}
  </Floating>
);

function BoardForm({ bin, board, rename, close }: BoardMenuProps & { close: () => void }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [name, setName] = useState(board.name);
  const [isSure, setSure] = useState(false);
  const [refusal, setRefusal] = useState('');
  const refused = (error: Error) => setRefusal(error.message);
  const remove = () =>
    void deleteBoard(bin, board.id)
      .then(() => client.invalidateQueries({ queryKey: boardsQuery(bin).queryKey }))
      .then(() => navigate({ to: '/b/$bin/boards', params: { bin } }))
      .catch(refused);
  return (
    <div className="menu board-menu">
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') rename(name.trim()).then(close, refused);
        }}
      >
        <input
          className="field"
          aria-label="Name of the board"
          maxLength={SAVED_LIMITS.nameLength}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <button type="submit" className="ctl" disabled={name.trim() === ''}>
          Rename
        </button>
      </form>
      {refusal !== '' && (
        <p className="menu-note bad small" role="alert">
          {refusal}
        </p>
      )}
      <hr />
      <button
        type="button"
        className={isSure ? 'bad' : ''}
        onClick={() => (isSure ? remove() : setSure(true))}
      >
        {isSure ? 'Delete it for everybody? Its questions stay.' : 'Delete this board'}
      </button>
    </div>
  );
}
