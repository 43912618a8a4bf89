import type { Question, QuestionLine, QuestionProgress } from '@tracebin/model';
import type { BinScope } from '../../receive/ingest.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { type AskOptions, answerQuestion } from './answer-question.ts';

/** Answers a question; tells how far it is while it runs. A slow reader gets the latest progress, not all of it. */
export async function* answerLines(
  engine: Engine,
  bin: BinScope,
  question: Question,
  options: AskOptions = {},
): AsyncGenerator<QuestionLine> {
  let latest: QuestionProgress | undefined;
  let wake = () => {};
  const onProgress = (progress: QuestionProgress) => {
    latest = progress;
    wake();
  };
  let isOver = false;
  const answered = answerQuestion(engine, bin, question, { ...options, onProgress }).finally(() => {
    isOver = true;
    wake();
  });
  // Whoever asked may be gone before it fails.
  answered.catch(() => {});
  while (!isOver) {
    if (latest === undefined) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      continue;
    }
    const progress = latest;
    latest = undefined;
    yield { progress };
  }
  yield { answer: await answered };
}
