import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Board } from '@tracebin/model';
import { boardQuery, boardsQuery, changeBoard } from '../../api/saved.ts';

/**
 * Changes a board: on the page at once, on the server one change after another, each based on the version that the one
 * before has made. What is refused is shown, and the board is loaded again.
 */
export function useBoardChange(bin: string, id: string) {
  const client = useQueryClient();
  const key = boardQuery(bin, id).queryKey;
  return useMutation({
    scope: { id: `board ${bin} ${id}` },
    onMutate: async (change: (board: Board) => Partial<Board>) => {
      await client.cancelQueries({ queryKey: key });
      client.setQueryData<Board>(key, (board) => board && { ...board, ...change(board) });
    },
    mutationFn: async () => {
      const { name, panels, changedAt } = client.getQueryData<Board>(key)!;
      return await changeBoard(bin, id, { name, panels, basedOn: changedAt });
    },
    onSuccess: ({ changedAt }) => {
      client.setQueryData<Board>(key, (board) => board && { ...board, changedAt });
      void client.invalidateQueries({ queryKey: boardsQuery(bin).queryKey });
    },
    onError: () => client.invalidateQueries({ queryKey: key }),
  });
}
