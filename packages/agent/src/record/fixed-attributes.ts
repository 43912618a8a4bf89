/**
 * Attributes that many spans share: those of a connection, of a statement. Said once, encoded once; a span only points to
 * them.
 */
import type { Attributes } from '@opentelemetry/api';

export class FixedAttributes {
  readonly values: Readonly<Attributes>;
  /** What nearly all spans with them are called, where they are; undefined where each has a name of its own. */
  readonly name: string | undefined;
  /** As whole fields of a span's message; kept by the encoder, as are the next two. */
  encoded: Uint8Array | undefined = undefined;
  /** The same with the name. */
  named: Uint8Array | undefined = undefined;
  /** The same with the place that the first such span had. */
  placed: { place: FixedAttributes; encoded: Uint8Array } | undefined = undefined;

  constructor(values: Attributes, name?: string) {
    this.values = values;
    this.name = name;
  }
}
