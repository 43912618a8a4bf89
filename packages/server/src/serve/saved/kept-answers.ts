import { randomBytes } from 'node:crypto';
import { type AnswerKept, type KeptAnswer, type KeptAnswerRequest, SAVED_LIMITS } from '@tracebin/model';
import { isoTime, parseTime } from '../../ask/index.ts';
import { BadRequestError, NotFoundError, TooLargeError } from '../../errors.ts';
import type { BinScope } from '../../receive/ingest.ts';
import {
  countKeptAnswers,
  type Engine,
  keepAnswer,
  readKeptAnswer,
  removeKeptAnswer,
} from '../../store/index.ts';
import { checkAnswer } from './check-answer.ts';
import { checkedView } from './question-view.ts';

/** 128 bits: nobody guesses the address of an answer. */
const ID_BYTES = 16;
const MILLIS_PER_HOUR = 3_600_000;
const NANOS_PER_MILLI = 1_000_000n;

/** @throws BadRequestError `bad-question`, `bad-time`, `bad-answer`, `too-many-answers`; TooLargeError */
export async function keepAnswerOf(
  engine: Engine,
  { bin, retentionHours }: BinScope,
  { askedAt, answer, ...view }: KeptAnswerRequest,
): Promise<AnswerKept> {
  checkAnswer(answer);
  const nowMs = Date.now();
  parseTime(askedAt, 'askedAt', BigInt(nowMs) * NANOS_PER_MILLI);
  const content = JSON.stringify({ ...checkedView(view), askedAt, answer });
  const bytes = Buffer.byteLength(content);
  if (bytes > SAVED_LIMITS.answerBytes) {
    throw new TooLargeError(`The answer has ${bytes} bytes; up to ${SAVED_LIMITS.answerBytes} are kept.`, {
      hint: 'Ask with a smaller LIMIT, in larger steps (EVERY) or with TABLE ONLY.',
    });
  }
  if ((await countKeptAnswers(engine, bin)) >= SAVED_LIMITS.answers) {
    throw new BadRequestError('too-many-answers', `A bin keeps up to ${SAVED_LIMITS.answers} answers.`, {
      hint: 'They go by themselves when the retention of the bin is over; DELETE …/answers/:id takes one away.',
    });
  }
  const id = randomBytes(ID_BYTES).toString('hex');
  const expiresAtMs = nowMs + retentionHours * MILLIS_PER_HOUR;
  await keepAnswer(engine, bin, { id, content, keptAtMs: nowMs, expiresAtMs });
  return { id, keptUntil: time(expiresAtMs) };
}

/** @throws NotFoundError, also when the bin keeps its data for a shorter time by now */
export async function getKeptAnswer(engine: Engine, bin: BinScope, id: string): Promise<KeptAnswer> {
  const stored = await readKeptAnswer(engine, bin.bin, id);
  const keptForMs = bin.retentionHours * MILLIS_PER_HOUR;
  if (stored === undefined || stored.keptAtMs + keptForMs <= Date.now()) throw gone();
  return {
    ...(JSON.parse(stored.content) as KeptAnswerRequest),
    id,
    keptAt: time(stored.keptAtMs),
    keptUntil: time(Math.min(stored.expiresAtMs, stored.keptAtMs + keptForMs)),
  };
}

/** @throws NotFoundError */
export async function deleteKeptAnswer(engine: Engine, bin: string, id: string): Promise<void> {
  if (!(await removeKeptAnswer(engine, bin, id))) throw gone();
}

const time = (atMs: number) => isoTime(BigInt(Math.floor(atMs / 1_000)) * 1_000n * NANOS_PER_MILLI);

const gone = (): NotFoundError =>
  new NotFoundError('This answer is not kept here any more.', {
    hint: 'Answers are kept as long as the data of the bin. Its question can be asked again.',
  });
