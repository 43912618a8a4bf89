/** How far running questions are, told by the lines that come before their answers. */
import type { Question, QuestionProgress } from '@tracebin/model';
import { useSyncExternalStore } from 'react';

const running = new Map<string, QuestionProgress>();
const listeners = new Set<() => void>();
const keyOf = (bin: string, question: Question) => JSON.stringify([bin, question]);

/** @param progress undefined when the question is over */
export function noteProgress(bin: string, question: Question, progress: QuestionProgress | undefined): void {
  const key = keyOf(bin, question);
  if (progress !== undefined) running.set(key, progress);
  else if (!running.delete(key)) return;
  for (const listener of listeners) listener();
}

/** Undefined before the first line, and when nothing runs. */
export function useQuestionProgress(
  bin: string,
  question: Question | undefined,
): QuestionProgress | undefined {
  const key = question === undefined ? '' : keyOf(bin, question);
  return useSyncExternalStore(subscribe, () => running.get(key));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
