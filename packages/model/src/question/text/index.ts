export { type Completion, completeQuestion } from './complete-question.ts';
export type { Wanted } from './cursor.ts';
export { findFault } from './find-fault.ts';
export { parseQuestion } from './parse-question.ts';
export { printCondition, printField, printOperation, printQuestion, printValue } from './print-question.ts';
export { QuestionTextError } from './question-text-error.ts';
export { type Token, tokensOf } from './tokens.ts';
export { CLAUSES, calculationOp, isKeyword, valueOfWord } from './words.ts';
