import {
  type Board,
  type BoardPanel,
  type BoardRequest,
  type BoardsAnswer,
  SAVED_LIMITS,
} from '@tracebin/model';
import { BadRequestError } from '../../errors.ts';
import { type Engine, readSaved, removeSaved, type SavedItem, writeSaved } from '../../store/index.ts';
import { inTurn } from './in-turn.ts';
import { changedAtOf, checkBasedOn, checkedName, knownItem, newSavedId, nextChange } from './saved-names.ts';

export async function listBoards(engine: Engine, bin: string): Promise<BoardsAnswer> {
  return { boards: (await readSaved(engine, bin, 'board')).map(boardOf) };
}

/** @throws NotFoundError */
export async function getBoard(engine: Engine, bin: string, id: string): Promise<Board> {
  return boardOf(knownItem(await readSaved(engine, bin, 'board'), id, 'board'));
}

/** @throws BadRequestError `bad-name`, `bad-board`, `too-many-boards` */
export async function addBoard(engine: Engine, bin: string, request: BoardRequest): Promise<Board> {
  return await inTurn(engine, bin, 'board', async () => {
    const items = await readSaved(engine, bin, 'board');
    if (items.length >= SAVED_LIMITS.boards) {
      throw new BadRequestError('too-many-boards', `A bin keeps up to ${SAVED_LIMITS.boards} boards.`, {
        hint: 'Delete one that nobody looks at any more.',
      });
    }
    return await write(engine, bin, newSavedId(), request, items, undefined);
  });
}

/**
 * @throws NotFoundError, and as for a new one
 * @throws TracebinError `changed-meanwhile` when the request is based on another version than the last one
 */
export async function replaceBoard(
  engine: Engine,
  bin: string,
  id: string,
  request: BoardRequest,
): Promise<Board> {
  return await inTurn(engine, bin, 'board', async () => {
    const items = await readSaved(engine, bin, 'board');
    const before = knownItem(items, id, 'board');
    checkBasedOn(before, request.basedOn, 'board');
    const others = items.filter((each) => each !== before);
    return await write(engine, bin, id, request, others, before);
  });
}

/** @throws NotFoundError */
export async function deleteBoard(engine: Engine, bin: string, id: string): Promise<void> {
  await inTurn(engine, bin, 'board', async () => {
    knownItem(await readSaved(engine, bin, 'board'), id, 'board');
    await removeSaved(engine, bin, 'board', id);
  });
}

async function write(
  engine: Engine,
  bin: string,
  id: string,
  { name, panels }: BoardRequest,
  others: readonly SavedItem[],
  before: SavedItem | undefined,
): Promise<Board> {
  if (panels.length > SAVED_LIMITS.panels) {
    throw new BadRequestError('bad-board', `A board has up to ${SAVED_LIMITS.panels} panels.`);
  }
  const item = {
    id,
    name: checkedName(name, others),
    content: JSON.stringify(panels),
    changedAtMs: nextChange(before, Date.now()),
  };
  await writeSaved(engine, bin, 'board', item);
  return boardOf(item);
}

function boardOf(item: SavedItem): Board {
  const { id, name, content } = item;
  return { id, name, panels: JSON.parse(content) as BoardPanel[], changedAt: changedAtOf(item) };
}
