/** What people save in a bin, kept by the open store. */
import type { Engine } from '../store/index.ts';
import type { SavedThings } from './api/saved-things.ts';
import { addBoard, deleteBoard, getBoard, listBoards, replaceBoard } from './saved/boards.ts';
import { deleteKeptAnswer, getKeptAnswer, keepAnswerOf } from './saved/kept-answers.ts';
import {
  addSavedQuestion,
  deleteSavedQuestion,
  listSavedQuestions,
  replaceSavedQuestion,
} from './saved/saved-questions.ts';

export function savedThingsOf(engine: Engine): SavedThings {
  return {
    savedQuestions: ({ bin }) => listSavedQuestions(engine, bin),
    addSavedQuestion: ({ bin }, request) => addSavedQuestion(engine, bin, request),
    replaceSavedQuestion: ({ bin }, id, request) => replaceSavedQuestion(engine, bin, id, request),
    deleteSavedQuestion: ({ bin }, id) => deleteSavedQuestion(engine, bin, id),
    boards: ({ bin }) => listBoards(engine, bin),
    board: ({ bin }, id) => getBoard(engine, bin, id),
    addBoard: ({ bin }, request) => addBoard(engine, bin, request),
    replaceBoard: ({ bin }, id, request) => replaceBoard(engine, bin, id, request),
    deleteBoard: ({ bin }, id) => deleteBoard(engine, bin, id),
    keepAnswer: (bin, request) => keepAnswerOf(engine, bin, request),
    keptAnswer: (bin, id) => getKeptAnswer(engine, bin, id),
    deleteKeptAnswer: ({ bin }, id) => deleteKeptAnswer(engine, bin, id),
  };
}
