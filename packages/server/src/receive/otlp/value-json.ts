import { LIMITS } from '../limits.ts';
import { cutText } from '../normalise/cut-text.ts';

/**
 * Makes JSON of values (as `AttributeValue` of the model reads them) within the bounds of one attribute: what lies
 * beyond is left out, so that the text stays JSON, and `cut` says so.
 */
export class ValueJson {
  cut = false;
  #room = 0;

  begin(): void {
    this.cut = false;
    this.#room = LIMITS.maxTextBytes;
  }

  /** Whether one more element may be added; notes that something is left out where not. */
  hasRoom(): boolean {
    if (this.#room > 0) return true;
    this.cut = true;
    return false;
  }

  /** Whether a list this deep may be looked into; the outermost is 1. */
  mayNest(nesting: number): boolean {
    if (nesting <= LIMITS.maxNesting) return true;
    this.cut = true;
    return false;
  }

  text(text: string): string {
    return this.#taken(JSON.stringify(this.cutText(text)));
  }

  /** The text as it is, within the room that is left. */
  cutText(text: string): string {
    const kept = cutText(text, Math.max(this.#room, 0));
    if (kept !== text) this.cut = true;
    return kept;
  }

  bytes(base64: string): string {
    const kept = base64.slice(0, Math.max(this.#room - (this.#room % 4), 0));
    if (kept !== base64) this.cut = true;
    return this.#taken(`{"bytes":"${kept}"}`);
  }

  integer(value: bigint): string {
    return this.#taken(
      value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
        ? value.toString()
        : `{"int":"${value}"}`,
    );
  }

  /** NaN and the infinities become texts, as in protobuf's own JSON mapping; minus zero keeps its sign. */
  double(value: number): string {
    if (Object.is(value, -0)) return this.#taken('-0');
    return this.#taken(Number.isFinite(value) ? String(value) : `"${value}"`);
  }

  literal(json: 'null' | 'true' | 'false' | '[]' | '{}'): string {
    return this.#taken(json);
  }

  #taken(json: string): string {
    this.#room -= json.length;
    return json;
  }
}
