import type { Question, QuestionAnswer } from '@tracebin/model';
import type { BinScope } from '../../receive/ingest.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import { isoTime } from '../iso-time.ts';
import { readValues } from './answer-values.ts';
import type { AttributeMaps } from './field-book.ts';
import { type KinIds, sharesShortId } from './kin-ids.ts';
import { Plan } from './plan.ts';
import { QuestionRun, type RunLimits } from './question-run.ts';
import { earlier, type ReadyQuestion, readyQuestion } from './ready-question.ts';
import { rowSource } from './row-source.ts';
import { areSampled } from './sampled-rows.ts';

export interface AskOptions extends RunLimits {
  /** Where the bin keeps an attribute; without it every map is looked at. */
  maps?: AttributeMaps | undefined;
  nowMs?: number | undefined;
}

/**
 * Answers a question.
 *
 * @throws BadRequestError `bad-question`, `bad-time`, `bad-time-range`, `bad-granularity`, `bad-expression`
 */
export async function answerQuestion(
  engine: Engine,
  bin: BinScope,
  question: Question,
  options: AskOptions = {},
): Promise<QuestionAnswer> {
  const ready = readyQuestion(bin, question, options.nowMs);
  const run = new QuestionRun(engine, new BoundValues(), options);
  const answer = (kinIds: KinIds) => readAnswer(ready, run, options.maps, kinIds);
  return await answer('short').catch((error: unknown) => {
    if (!sharesShortId(error)) throw error;
    return answer('whole');
  });
}

async function readAnswer(
  ready: ReadyQuestion,
  run: QuestionRun,
  maps: AttributeMaps | undefined,
  kinIds: KinIds,
): Promise<QuestionAnswer> {
  const planOf = async (each: ReadyQuestion) => {
    const [source, isWeighted] = await Promise.all([
      rowSource(run, each, maps, { kinIds, canBePairs: true }),
      each.isWeighted && areSampled(run, each),
    ]);
    return new Plan({ ...each, isWeighted }, source, run);
  };
  const plan = await planOf(ready);
  const before = earlier(ready);
  const isDrawn = ready.heatmaps.length > 0;
  const planBefore = before === undefined || !isDrawn ? undefined : await planOf(before);
  const values = await readValues(plan, planBefore && { beside: planBefore });
  const then =
    before === undefined
      ? undefined
      : await run.optional('the earlier period', async () =>
          readValues(planBefore ?? (await planOf(before)), {
            fixed: values.table,
            ...(isDrawn ? { beside: plan } : {}),
          }),
        );
  return {
    from: isoTime(ready.range.from),
    to: isoTime(ready.range.to),
    dataset: ready.dataset,
    breakdowns: ready.breakdowns,
    columns: [...plan.columns],
    ...values,
    ...(then === undefined || before === undefined
      ? {}
      : {
          before: {
            from: isoTime(before.range.from),
            to: isoTime(before.range.to),
            table: then.table,
            ...(then.series === undefined ? {} : { series: then.series }),
            ...(isDrawn ? { heatmaps: then.heatmaps } : {}),
          },
        }),
    sql: run.sql,
    read: run.read,
  };
}
