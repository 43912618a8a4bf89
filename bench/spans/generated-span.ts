import type { Layer, SpanKind, StatusCode } from '@tracebin/model';

/** A number that is sent as a double even where it is whole. */
export class Double {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** Whole numbers are sent as `int`. */
export type GeneratedValue = string | number | boolean | Double;

/** What one process says about itself: seven attributes beside `service.name`. */
export interface GeneratedResource {
  index: number;
  service: string;
  scopeName: string;
  scopeVersion: string;
  attributes: Record<string, string>;
}

export interface GeneratedSpan {
  resource: GeneratedResource;
  traceId: Uint8Array;
  spanId: Uint8Array;
  /** All zero for a root. */
  parentSpanId: Uint8Array;
  name: string;
  kind: SpanKind;
  status: StatusCode;
  statusMessage: string;
  layer: Layer;
  /** Nanoseconds after the start of the generated range. */
  start: number;
  duration: number;
  keys: string[];
  values: GeneratedValue[];
  /** Attributes of an exception event, where the span failed. */
  exception: Record<string, string> | undefined;
}
