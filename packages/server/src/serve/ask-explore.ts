/** Explore's questions, answered out of the open store. */
import {
  answerQuestion,
  compareCohorts,
  compareLines,
  fieldMaps,
  findExample,
  listEvents,
  slowTraces,
} from '../ask/index.ts';
import type { BinScope } from '../receive/ingest.ts';
import type { ExploreQuestions } from './api/explore-questions.ts';
import type { OpenStore } from './open-store.ts';

export function exploreQuestionsOf({
  engine,
  catalogue,
}: Pick<OpenStore, 'engine' | 'catalogue'>): ExploreQuestions {
  const options = async (bin: BinScope, signal: AbortSignal) => ({
    signal,
    ...(await fieldMaps(engine, bin, catalogue)),
  });
  return {
    ask: async (bin, question, signal) => answerQuestion(engine, bin, question, await options(bin, signal)),
    askEvents: async (bin, request, signal) => listEvents(engine, bin, request, await options(bin, signal)),
    askTraces: async (bin, request, signal) => slowTraces(engine, bin, request, await options(bin, signal)),
    askExample: async (bin, request, signal) => findExample(engine, bin, request, await options(bin, signal)),
    compare: async (bin, request, signal) => compareCohorts(engine, bin, request, await options(bin, signal)),
    async *compareLines(bin, request, signal) {
      yield* compareLines(engine, bin, request, await options(bin, signal));
    },
  };
}
