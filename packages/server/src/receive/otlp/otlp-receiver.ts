import type { BinScope, Ingest } from '../ingest.ts';
import { OtlpDecoder } from './otlp-decoder.ts';
import type { Outcome } from './outcome.ts';
import type { Encoding, Signal } from './signal.ts';

/** What happens at the OTLP doors, for counters and logs. */
export interface OtlpObserver {
  received?(signal: Signal, bodyBytes: number, outcome: Outcome, scope: BinScope): void;
  /** An error that is not the sender's: a defect, whose text the sender does not see. */
  defect?(error: unknown): void;
}

export interface OtlpReceiverOptions {
  observer?: OtlpObserver;
  /** The server's clock; default `Date.now`. */
  nowMs?: () => number;
}

/** Takes a decompressed body of a signal into the store; the transports only dress it up. */
export class OtlpReceiver {
  readonly observer: OtlpObserver;
  readonly #decoder = new OtlpDecoder();
  readonly #nowMs: () => number;

  constructor(options: OtlpReceiverOptions = {}) {
    this.observer = options.observer ?? {};
    this.#nowMs = options.nowMs ?? Date.now;
  }

  /** @throws the errors of the decoder and of `Ingest` */
  async receive(
    signal: Signal,
    encoding: Encoding,
    body: Buffer,
    scope: BinScope,
    ingest: Ingest,
  ): Promise<Outcome> {
    const outcome =
      signal === 'metrics'
        ? await ingest.metrics(scope, body.length, (sink) =>
            this.#decoder.metrics(encoding, body, scope, sink, this.#nowMs()),
          )
        : await ingest.events(scope, body.length, (sink) =>
            this.#decoder.events(signal, encoding, body, scope, sink, this.#nowMs()),
          );
    this.observer.received?.(signal, body.length, outcome, scope);
    return outcome;
  }
}
