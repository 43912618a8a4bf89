/**
 * Cuts OTLP JSON of any size into its resources without holding more than one of them: a file is one or more
 * objects (one whole export request, or one a line, as the Collector's file exporter writes), each with one of
 *
 *   {"resourceSpans":[ {…}, {…} ]}   {"resourceLogs":[…]}   {"resourceMetrics":[…]}
 *
 * Brackets and strings are followed byte by byte; the inside of a resource is not looked at. Each resource
 * comes with the line it begins on, so that a complaint can name it.
 */
import { BadRequestError } from '../errors.ts';

export type Signal = 'traces' | 'logs' | 'metrics';

export interface Piece {
  signal: Signal;
  /** One ResourceSpans, ResourceLogs or ResourceMetrics as JSON text. */
  json: Buffer;
  /** Line of the file it begins on, from 1. */
  line: number;
}

const SIGNAL_OF_KEY = new Map<string, Signal>([
  ['resourceSpans', 'traces'],
  ['resourceLogs', 'logs'],
  ['resourceMetrics', 'metrics'],
]);

/** What the server takes in one request; a resource of more cannot be sent in one piece. */
export const MAX_PIECE_BYTES = 60 * 1024 * 1024;
const MAX_KEY_BYTES = 256;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/**
 * @throws BadRequestError `bad-import` that names the line
 */
export async function* splitOtlpJson(source: AsyncIterable<Buffer>): AsyncGenerator<Piece> {
  const splitter = new Splitter();
  for await (const chunk of source) yield* splitter.take(chunk);
  splitter.end();
}

class Splitter {
  #line = 1;
  /** Open brackets, as their closing bytes. */
  #open: number[] = [];
  #inString = false;
  #escaped = false;
  /** Bytes of the last string at depth 1, which is a key when a colon follows. */
  #text: number[] = [];
  #collectText = false;
  #signal: Signal | undefined;
  #sawObject = false;
  /** The open object has one of the keys we look for. */
  #known = false;
  /** Parts of the resource that is open, and the line it began on. */
  #parts: Buffer[] = [];
  #pieceBytes = 0;
  #pieceLine = 0;
  #inPiece = false;

  *take(chunk: Buffer): Generator<Piece> {
    let pieceStart = 0;
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index]!;
      if (byte === NEWLINE) this.#line++;
      if (this.#inString) {
        this.#stringByte(byte);
        continue;
      }
      switch (byte) {
        case QUOTE:
          if (this.#open.length === 0) throw this.#misplaced(byte);
          this.#inString = true;
          this.#collectText = this.#open.length === 1;
          this.#text = [];
          break;
        case COLON:
          if (this.#open.length === 1) {
            this.#signal = SIGNAL_OF_KEY.get(Buffer.from(this.#text).toString('utf8'));
            this.#known ||= this.#signal !== undefined;
          }
          break;
        case OPEN_OBJECT:
          if (this.#atResource() && !this.#inPiece) {
            this.#inPiece = true;
            this.#pieceLine = this.#line;
            pieceStart = index;
          }
          this.#open.push(CLOSE_OBJECT);
          break;
        case OPEN_ARRAY:
          if (this.#open.length === 0) throw this.#notOtlp('begins with an array');
          this.#open.push(CLOSE_ARRAY);
          break;
        case CLOSE_OBJECT:
        case CLOSE_ARRAY:
          if (this.#open.pop() !== byte) throw this.#misplaced(byte);
          if (this.#inPiece && this.#open.length === 2) {
            this.#inPiece = false;
            yield this.#piece(chunk.subarray(pieceStart, index + 1));
          }
          if (this.#open.length === 0) this.#endObject();
          break;
        default:
          if (this.#open.length === 0 && byte > 0x20 && byte !== COMMA && !isByteOrderMark(byte)) {
            throw this.#misplaced(byte);
          }
      }
    }
    if (this.#inPiece) this.#keep(chunk.subarray(pieceStart));
  }

  end(): void {
    if (this.#open.length > 0 || this.#inString) {
      throw new BadRequestError(
        'bad-import',
        `The file ends in the middle of an object (line ${this.#line}).`,
        {
          hint: 'Was it cut off? What came before is in the store; importing the whole file again doubles nothing.',
        },
      );
    }
    if (!this.#sawObject) throw new BadRequestError('bad-import', 'The file is empty.');
  }

  #endObject(): void {
    if (!this.#known)
      throw this.#notOtlp('ends an object without resourceSpans, resourceLogs or resourceMetrics');
    this.#sawObject = true;
    this.#known = false;
    this.#signal = undefined;
  }

  #stringByte(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = false;
    else if (this.#collectText && this.#text.length < MAX_KEY_BYTES) this.#text.push(byte);
  }

  /** Directly inside the array of a known key. */
  #atResource(): boolean {
    return this.#signal !== undefined && this.#open.length === 2 && this.#open[1] === CLOSE_ARRAY;
  }

  #keep(part: Buffer): void {
    this.#pieceBytes += part.length;
    if (this.#pieceBytes > MAX_PIECE_BYTES) {
      throw new BadRequestError(
        'bad-import',
        `The resource that begins on line ${this.#pieceLine} is larger than ${MAX_PIECE_BYTES / 1024 / 1024} MiB.`,
        { hint: 'Spread its spans over several resources; each is sent in one piece.' },
      );
    }
    // The chunk's memory belongs to the stream.
    this.#parts.push(Buffer.from(part));
  }

  #piece(last: Buffer): Piece {
    this.#keep(last);
    const piece = { signal: this.#signal!, json: Buffer.concat(this.#parts), line: this.#pieceLine };
    this.#parts = [];
    this.#pieceBytes = 0;
    return piece;
  }

  #misplaced(byte: number): BadRequestError {
    return this.#notOtlp(`has a misplaced ${JSON.stringify(String.fromCharCode(byte))}`);
  }

  #notOtlp(what: string): BadRequestError {
    return new BadRequestError('bad-import', `Line ${this.#line} ${what}: this is not OTLP as JSON.`, {
      hint: 'Expected {"resourceSpans":[…]} (or resourceLogs, resourceMetrics), once or one a line.',
    });
  }
}

function isByteOrderMark(byte: number): boolean {
  return byte === 0xef || byte === 0xbb || byte === 0xbf;
}
