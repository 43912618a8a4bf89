/**
 * Attributes that many spans share: those of a connection, of a statement. Said once, encoded once; a span only points to
 * them.
 */
import type { Attributes } from '@opentelemetry/api';

export class FixedAttributes {
  readonly values: Readonly<Attributes>;
  /** As whole fields of a span's message; kept by the encoder. */
  encoded: Uint8Array | undefined = undefined;

  constructor(values: Attributes) {
    this.values = values;
  }
}
