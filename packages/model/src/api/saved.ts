import type { CHART_KINDS, PANEL_SHOWS } from '../saved-limits.ts';
import type { IsoTime } from '../units.ts';
import type { QuestionAnswer } from './question.ts';

/** A question as a page shows it: its text, the range beside it, and how its answer is drawn. */
export interface QuestionView {
  /** In the text form, without a range. */
  text: string;
  /** As the address has them: ISO 8601 or relative (`-24h`). */
  from?: string;
  to?: string;
  /** Default `line`. */
  chart?: (typeof CHART_KINDS)[number];
  log?: boolean;
}

/** Body of `POST /api/bins/:bin/questions` and `PUT /api/bins/:bin/questions/:id`. */
export interface SavedQuestionRequest extends QuestionView {
  /** Not that of another saved question. */
  name: string;
  /** Only for a change: `changedAt` of what was changed, refused with `changed-meanwhile` when it has another by now. */
  basedOn?: IsoTime;
}

export interface SavedQuestion extends QuestionView {
  name: string;
  /** 16 hex digits. */
  id: string;
  changedAt: IsoTime;
}

/** Answer of `GET /api/bins/:bin/questions`: by name. */
export interface SavedQuestionsAnswer {
  questions: SavedQuestion[];
}

export interface BoardPanel {
  /** Id of a saved question; one that was deleted leaves its panel empty. */
  question: string;
  show: (typeof PANEL_SHOWS)[number];
  /** As wide as the board, not as half of it. */
  wide: boolean;
}

/** Body of `POST /api/bins/:bin/boards` and `PUT /api/bins/:bin/boards/:id`. */
export interface BoardRequest {
  /** Not that of another board. */
  name: string;
  /** In the order in which they stand. */
  panels: BoardPanel[];
  /** `changedAt` of the board that was changed: refused with `changed-meanwhile` when it has another by now. */
  basedOn?: IsoTime;
}

export interface Board {
  /** 16 hex digits. */
  id: string;
  name: string;
  panels: BoardPanel[];
  changedAt: IsoTime;
}

/** Answer of `GET /api/bins/:bin/boards`: by name. */
export interface BoardsAnswer {
  boards: Board[];
}

/** Body of `POST /api/bins/:bin/answers`: the answer as the page has it. */
export interface KeptAnswerRequest extends QuestionView {
  /** When it was asked. */
  askedAt: IsoTime;
  answer: QuestionAnswer;
}

/** Answer of `POST /api/bins/:bin/answers`. */
export interface AnswerKept {
  /** 32 hex digits, at random: who has the address of the bin and the id can open it. */
  id: string;
  /** It goes with the data of its day: after the bin's retention. */
  keptUntil: IsoTime;
}

/** Answer of `GET /api/bins/:bin/answers/:id`. */
export interface KeptAnswer extends KeptAnswerRequest, AnswerKept {
  keptAt: IsoTime;
}
