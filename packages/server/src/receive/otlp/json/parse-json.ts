/**
 * JSON.parse within bounds. Before it runs, one pass over the bytes refuses what would cost too much memory when
 * parsed, and puts quotes around integers that a number cannot hold exactly: OTLP takes 64-bit integers as text as well.
 */
import { BadRequestError, TooLargeError } from '../../../errors.ts';
import { LIMITS } from '../../limits.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Integers of up to 15 digits are exact in a double. */
const EXACT_DIGITS = 15;

export function parseJson(body: Buffer): unknown {
  const longIntegers = inspect(body);
  const text = longIntegers.length === 0 ? body.toString('utf8') : quoteIntegers(body, longIntegers);
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    throw new BadRequestError(
      'undecodable',
      `the body is not valid JSON: ${(error as Error).message.slice(0, 200)}`,
      {
        hint: 'send an OTLP Export request, encoded as application/json',
        cause: error,
      },
    );
  }
}

/** Returns begin and end of each integer too long for a number. */
function inspect(body: Buffer): number[] {
  const longIntegers: number[] = [];
  const length = body.length;
  let depth = 0;
  let values = 1;
  let index = 0;
  while (index < length) {
    const byte = body[index]!;
    if (byte === QUOTE) index = endOfString(body, index + 1);
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > LIMITS.maxJsonDepth) {
        throw new BadRequestError(
          'undecodable',
          `the JSON is nested deeper than ${LIMITS.maxJsonDepth} levels`,
        );
      }
      values++;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
    else if (byte === 0x2c) values++;
    else if (byte === 0x2d || isDigit(byte)) {
      const end = endOfNumber(body, index);
      if (end - index > EXACT_DIGITS && isInteger(body, index, end)) longIntegers.push(index, end);
      index = end;
      continue;
    }
    index++;
  }
  if (values > LIMITS.maxJsonValues) {
    throw new TooLargeError(`the JSON has more than ${LIMITS.maxJsonValues} values`, {
      hint: 'send smaller batches',
    });
  }
  return longIntegers;
}

function quoteIntegers(body: Buffer, ranges: readonly number[]): string {
  const parts: string[] = [];
  let copied = 0;
  for (let index = 0; index < ranges.length; index += 2) {
    const start = ranges[index]!;
    const end = ranges[index + 1]!;
    parts.push(body.toString('utf8', copied, start), '"', body.toString('latin1', start, end), '"');
    copied = end;
  }
  parts.push(body.toString('utf8', copied));
  return parts.join('');
}

/** Place of the closing quote, or the end of the body where there is none. */
function endOfString(body: Buffer, start: number): number {
  let index = start;
  while (index < body.length && body[index] !== QUOTE) index += body[index] === BACKSLASH ? 2 : 1;
  return index;
}

function endOfNumber(body: Buffer, start: number): number {
  let index = start + 1;
  while (index < body.length) {
    const byte = body[index]!;
    // + - . E e
    if (!isDigit(byte) && byte !== 0x2b && byte !== 0x2d && byte !== 0x2e && byte !== 0x45 && byte !== 0x65)
      break;
    index++;
  }
  return index;
}

function isInteger(body: Buffer, start: number, end: number): boolean {
  for (let index = body[start] === 0x2d ? start + 1 : start; index < end; index++) {
    if (!isDigit(body[index]!)) return false;
  }
  return true;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
