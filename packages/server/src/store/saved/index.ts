export {
  countKeptAnswers,
  keepAnswer,
  readKeptAnswer,
  removeKeptAnswer,
  type StoredAnswer,
} from './kept-answers.ts';
export { readSaved, removeSaved, type SavedItem, type SavedKind, writeSaved } from './saved-items.ts';
