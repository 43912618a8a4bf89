import { ByteCache } from '../receive/intern/byte-cache.ts';
import type { Texts } from '../store/native/index.ts';

/** Longer ones are made anew. */
const KNOWN_TEXTS = 8_192;
const KNOWN_TEXT_BYTES = 256;
const MAX_TEXT_CHARACTERS = 10_000;

/** Statements, hosts, versions: most texts come again, also from one answer of the store to the next. */
export class KnownTexts {
  readonly #texts = new ByteCache<string>(KNOWN_TEXTS, KNOWN_TEXT_BYTES, (text) => text);

  of(bytes: Buffer, { starts, ends }: Texts, index: number): string {
    const start = starts[index]!;
    const end = ends[index]!;
    if (end === start) return '';
    const text = this.#texts.get(bytes, start, end);
    return text.length <= MAX_TEXT_CHARACTERS ? text : firstCharacters(text, MAX_TEXT_CHARACTERS);
  }
}

/** Whole code points. */
function firstCharacters(text: string, most: number): string {
  let at = 0;
  for (let count = 0; count < most && at < text.length; count++) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return text.slice(0, at);
}
