/** What the routes of saved questions, boards and kept answers ask of the rooms before them. */
import type {
  AnswerKept,
  Board,
  BoardRequest,
  BoardsAnswer,
  KeptAnswer,
  KeptAnswerRequest,
  SavedQuestion,
  SavedQuestionRequest,
  SavedQuestionsAnswer,
} from '@tracebin/model';
import type { BinScope } from '../../receive/ingest.ts';

/** Whatever takes an id throws NotFoundError where the bin has none of it. */
export interface SavedThings {
  savedQuestions(bin: BinScope): Promise<SavedQuestionsAnswer>;
  addSavedQuestion(bin: BinScope, request: SavedQuestionRequest): Promise<SavedQuestion>;
  replaceSavedQuestion(bin: BinScope, id: string, request: SavedQuestionRequest): Promise<SavedQuestion>;
  deleteSavedQuestion(bin: BinScope, id: string): Promise<void>;
  boards(bin: BinScope): Promise<BoardsAnswer>;
  board(bin: BinScope, id: string): Promise<Board>;
  addBoard(bin: BinScope, request: BoardRequest): Promise<Board>;
  replaceBoard(bin: BinScope, id: string, request: BoardRequest): Promise<Board>;
  deleteBoard(bin: BinScope, id: string): Promise<void>;
  keepAnswer(bin: BinScope, request: KeptAnswerRequest): Promise<AnswerKept>;
  keptAnswer(bin: BinScope, id: string): Promise<KeptAnswer>;
  deleteKeptAnswer(bin: BinScope, id: string): Promise<void>;
}
