export { answerLines } from './answer-lines.ts';
export { type AskOptions, answerQuestion } from './answer-question.ts';
export { fieldMaps } from './field-maps.ts';
export { findExample } from './find-example.ts';
export { listEvents } from './list-events.ts';
export { slowTraces } from './slow-traces.ts';
