import { gunzip, inflate } from 'node:zlib';
import { BadRequestError, OverloadedError, TooLargeError, type TracebinError } from '../../errors.ts';
import { LIMITS } from '../limits.ts';

const MAX_RUNNING = 4;
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
const MIN_CHUNK_BYTES = 64 * 1024;
const MAX_CHUNK_BYTES = 1024 * 1024;

/** OTLP asks for gzip; the Python exporters offer deflate (the zlib format, RFC 9110 section 8.4.1) as well. */
const DECOMPRESSORS: ReadonlyMap<string, typeof gunzip> = new Map([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflate],
]);

export interface BodyInflaterOptions {
  /** Largest body that comes out; default 64 MiB. */
  maxBodyBytes?: number;
}

/**
 * Decompresses bodies on the thread pool. Few at a time, since each may become 64 MiB: that bounds what a crowd of
 * small but highly compressed requests can take.
 */
export class BodyInflater {
  readonly #maxBodyBytes: number;
  #running = 0;
  #waitingBytes = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(options: BodyInflaterOptions = {}) {
    this.#maxBodyBytes = options.maxBodyBytes ?? LIMITS.maxBodyBytes;
  }

  /**
   * @param encoding the Content-Encoding header
   * @throws TooLargeError when the body is above the limit, as sent or decompressed
   * @throws BadRequestError `undecodable` when it is not what the header says; `unsupported-encoding` (415) for other encodings
   * @throws OverloadedError when too many bodies wait already
   */
  async inflate(body: Buffer, encoding: string | undefined): Promise<Buffer> {
    if (body.length > this.#maxBodyBytes) throw this.#tooLarge('');
    const name = (encoding ?? '').trim().toLowerCase();
    if (name === '' || name === 'identity') return body;
    const decompress = DECOMPRESSORS.get(name);
    if (decompress === undefined) {
      throw new BadRequestError(
        'unsupported-encoding',
        `Content-Encoding ${name.slice(0, 40)} is not supported`,
        {
          status: 415,
          hint: 'send the body uncompressed or with Content-Encoding: gzip',
        },
      );
    }
    // Senders with compression switched on send an empty request as an empty body, without a gzip header.
    if (body.length === 0) return body;
    await this.#takeTurn(body.length);
    try {
      return await this.#decompress(body, decompress);
    } finally {
      // The turn passes on to whoever waits longest, so that nobody can slip in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }

  async #takeTurn(bytes: number): Promise<void> {
    if (this.#running < MAX_RUNNING) {
      this.#running++;
    } else {
      if (this.#waitingBytes + bytes > MAX_WAITING_BYTES) {
        throw new OverloadedError('overloaded', 'too many compressed requests wait');
      }
      this.#waitingBytes += bytes;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      this.#waitingBytes -= bytes;
    }
  }

  #decompress(body: Buffer, decompress: typeof gunzip): Promise<Buffer> {
    // Telemetry shrinks about eightfold: one chunk is enough for most bodies, and none is wasted on small ones.
    const chunkSize = Math.min(Math.max(body.length * 8, MIN_CHUNK_BYTES), MAX_CHUNK_BYTES);
    const options = { maxOutputLength: this.#maxBodyBytes, chunkSize };
    return new Promise((resolve, reject) => {
      decompress(body, options, (error, inflated) => {
        if (error === null) resolve(inflated);
        else reject(this.#asRefusal(error));
      });
    });
  }

  #asRefusal(error: NodeJS.ErrnoException): TracebinError {
    if (error.code === 'ERR_BUFFER_TOO_LARGE') return this.#tooLarge(' after decompression');
    return new BadRequestError('undecodable', 'the body is not compressed as Content-Encoding says', {
      hint: 'compress the body with gzip or leave the header out',
      cause: error,
    });
  }

  #tooLarge(when: string): TooLargeError {
    return new TooLargeError(`the body is larger than ${this.#maxBodyBytes} bytes${when}`, {
      hint: 'send smaller batches',
    });
  }
}
