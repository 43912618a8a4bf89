import { Layer, SpanKind, StatusCode, type TraceAnswer } from '@tracebin/model';

export interface BuiltSpan {
  parent?: number;
  /** Takes the place of `parent`: an id that may name no span. */
  parentId?: string;
  service: string;
  name: string;
  layer?: Layer;
  kind?: SpanKind;
  detail?: string;
  /** Milliseconds from the start of the trace, and how long. */
  at: number;
  took: number;
  failed?: boolean;
  events?: number;
  links?: number;
  logs?: number;
}

/** Writes the columns of a trace answer span by span; `add` gives the index to use as `parent`. */
export class TraceBuilder {
  readonly answer: TraceAnswer;
  readonly #strings = new Map<string, number>();

  constructor(traceId: string, start = '2026-11-20T21:34:51.207000000Z') {
    const spans: TraceAnswer['spans'] = {
      spanId: [],
      parentSpanId: [],
      start: [],
      duration: [],
      name: [],
      service: [],
      kind: [],
      status: [],
      layer: [],
      detail: [],
      host: [],
      events: [],
      links: [],
      logs: [],
    };
    this.answer = {
      traceId,
      start,
      duration: 0,
      expiresAt: '2026-11-27T21:34:51.207000000Z',
      strings: [],
      spans,
      logsWithoutSpan: 0,
      truncated: false,
    };
  }

  add(span: BuiltSpan): number {
    const { spans } = this.answer;
    const index = spans.spanId.length;
    spans.spanId.push((0x1000000000000000n + BigInt(index)).toString(16));
    spans.parentSpanId.push(
      span.parentId ?? (span.parent === undefined ? '' : (spans.spanId[span.parent] ?? '')),
    );
    const start = Math.round(span.at * 1e6);
    const duration = Math.round(span.took * 1e6);
    spans.start.push(start);
    spans.duration.push(duration);
    this.answer.duration = Math.max(this.answer.duration, start + duration);
    spans.name.push(this.#string(span.name));
    spans.service.push(this.#string(span.service));
    spans.kind.push(span.kind ?? SpanKind.internal);
    spans.status.push(span.failed ? StatusCode.error : StatusCode.unset);
    spans.layer.push(span.layer ?? Layer.app);
    spans.detail.push(span.detail === undefined ? -1 : this.#string(span.detail));
    spans.host.push(this.#string(`${span.service}-host`));
    spans.events.push(span.events ?? 0);
    spans.links.push(span.links ?? 0);
    spans.logs.push(span.logs ?? 0);
    return index;
  }

  #string(text: string): number {
    let index = this.#strings.get(text);
    if (index === undefined) {
      index = this.answer.strings.push(text) - 1;
      this.#strings.set(text, index);
    }
    return index;
  }
}
