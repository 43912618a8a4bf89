/** Explore's questions, answered out of the open store, some at a time. */
import {
  type AskOptions,
  answerLines,
  answerQuestion,
  compareCohorts,
  compareLines,
  fieldMaps,
  findExample,
  listEvents,
  runSql,
  slowTraces,
} from '../ask/index.ts';
import type { BinScope } from '../receive/ingest.ts';
import type { ExploreQuestions } from './api/explore-questions.ts';
import type { OpenStore } from './open-store.ts';
import { QuestionGate } from './question-gate.ts';
import type { QuestionLimits } from './serve-options.ts';

export function exploreQuestionsOf(
  { engine, catalogue }: Pick<OpenStore, 'engine' | 'catalogue'>,
  { timeoutMs, maxMemoryBytes }: QuestionLimits,
): ExploreQuestions {
  const gate = new QuestionGate();
  const options = async (bin: BinScope, signal: AbortSignal) => ({
    signal,
    timeoutMs,
    maxMemoryBytes,
    ...(await fieldMaps(engine, bin, catalogue)),
  });
  async function inTurn<T>(
    bin: BinScope,
    signal: AbortSignal,
    answer: (options: AskOptions) => Promise<T>,
  ): Promise<T> {
    const leave = await gate.enter(signal);
    try {
      return await answer(await options(bin, signal));
    } finally {
      leave();
    }
  }
  return {
    ask: (bin, question, signal) => inTurn(bin, signal, (how) => answerQuestion(engine, bin, question, how)),
    async *askLines(bin, question, signal) {
      const leave = await gate.enter(signal);
      try {
        yield* answerLines(engine, bin, question, await options(bin, signal));
      } finally {
        leave();
      }
    },
    askEvents: (bin, request, signal) => inTurn(bin, signal, (how) => listEvents(engine, bin, request, how)),
    askTraces: (bin, request, signal) => inTurn(bin, signal, (how) => slowTraces(engine, bin, request, how)),
    askExample: (bin, request, signal) =>
      inTurn(bin, signal, (how) => findExample(engine, bin, request, how)),
    sql: (bin, request, signal) => inTurn(bin, signal, (how) => runSql(engine, bin, request, how)),
    compare: (bin, request, signal) =>
      inTurn(bin, signal, (how) => compareCohorts(engine, bin, request, how)),
    async *compareLines(bin, request, signal) {
      const leave = await gate.enter(signal);
      try {
        yield* compareLines(engine, bin, request, await options(bin, signal));
      } finally {
        leave();
      }
    },
  };
}
