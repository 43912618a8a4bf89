import {
  type QuestionView,
  SAVED_LIMITS,
  type SavedQuestion,
  type SavedQuestionRequest,
  type SavedQuestionsAnswer,
} from '@tracebin/model';
import { BadRequestError } from '../../errors.ts';
import { type Engine, readSaved, removeSaved, type SavedItem, writeSaved } from '../../store/index.ts';
import { inTurn } from './in-turn.ts';
import { checkedView } from './question-view.ts';
import { changedAtOf, checkBasedOn, checkedName, knownItem, newSavedId, nextChange } from './saved-names.ts';

export async function listSavedQuestions(engine: Engine, bin: string): Promise<SavedQuestionsAnswer> {
  const items = await readSaved(engine, bin, 'question');
  return { questions: items.map(questionOf) };
}

/**
 * @throws BadRequestError `bad-name`, `bad-question`, `bad-time`, `too-many-questions`
 * @throws TracebinError `name-taken`
 */
export async function addSavedQuestion(
  engine: Engine,
  bin: string,
  request: SavedQuestionRequest,
): Promise<SavedQuestion> {
  return await inTurn(engine, bin, 'question', async () => {
    const items = await readSaved(engine, bin, 'question');
    if (items.length >= SAVED_LIMITS.questions) {
      throw new BadRequestError(
        'too-many-questions',
        `A bin keeps up to ${SAVED_LIMITS.questions} questions.`,
        {
          hint: 'Delete one that nobody asks any more.',
        },
      );
    }
    return await write(engine, bin, newSavedId(), request, items, undefined);
  });
}

/**
 * @throws NotFoundError, and as for a new one
 * @throws TracebinError `changed-meanwhile` when the request is based on another version than the last one
 */
export async function replaceSavedQuestion(
  engine: Engine,
  bin: string,
  id: string,
  request: SavedQuestionRequest,
): Promise<SavedQuestion> {
  return await inTurn(engine, bin, 'question', async () => {
    const items = await readSaved(engine, bin, 'question');
    const before = knownItem(items, id, 'question');
    checkBasedOn(before, request.basedOn, 'question');
    const others = items.filter((each) => each !== before);
    return await write(engine, bin, id, request, others, before);
  });
}

/** Boards that show it keep an empty panel. @throws NotFoundError */
export async function deleteSavedQuestion(engine: Engine, bin: string, id: string): Promise<void> {
  await inTurn(engine, bin, 'question', async () => {
    knownItem(await readSaved(engine, bin, 'question'), id, 'question');
    await removeSaved(engine, bin, 'question', id);
  });
}

async function write(
  engine: Engine,
  bin: string,
  id: string,
  { name, ...view }: SavedQuestionRequest,
  others: readonly SavedItem[],
  before: SavedItem | undefined,
): Promise<SavedQuestion> {
  const item = {
    id,
    name: checkedName(name, others),
    content: JSON.stringify(checkedView(view)),
    changedAtMs: nextChange(before, Date.now()),
  };
  await writeSaved(engine, bin, 'question', item);
  return questionOf(item);
}

function questionOf(item: SavedItem): SavedQuestion {
  const { id, name, content } = item;
  return { id, name, ...(JSON.parse(content) as QuestionView), changedAt: changedAtOf(item) };
}
