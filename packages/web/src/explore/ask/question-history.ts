import type { TimeRange } from '../../time/time-range.ts';

/** A question that was asked here before. */
export interface PastQuestion extends TimeRange {
  text: string;
  /** Milliseconds since the epoch. */
  askedAt: number;
}

const MAX_QUESTIONS = 100;
const storageKey = (bin: string): string => `tracebin.questions.${bin}`;

/** Questions of this browser to a bin, the latest first. */
export function pastQuestions(bin: string): PastQuestion[] {
  try {
    const list = JSON.parse(localStorage.getItem(storageKey(bin)) ?? '[]') as unknown;
    return Array.isArray(list) ? list.filter(isPastQuestion) : [];
  } catch {
    return [];
  }
}

/** A question asked again moves to the front. A full or forbidden storage loses the history, not the question. */
export function rememberQuestion(bin: string, question: PastQuestion): void {
  const others = pastQuestions(bin).filter(({ text }) => text !== question.text);
  try {
    localStorage.setItem(storageKey(bin), JSON.stringify([question, ...others].slice(0, MAX_QUESTIONS)));
  } catch {}
}

const isPastQuestion = (value: unknown): value is PastQuestion =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as PastQuestion).text === 'string' &&
  typeof (value as PastQuestion).askedAt === 'number';
