/** The OpenTelemetry `TextMapPropagator` over the same headers, for instrumentation packages. */
import type {
  Context,
  TextMapGetter,
  TextMapPropagator,
  TextMapSetter,
  TraceState,
} from '@opentelemetry/api';
import { baggageHeader, withBaggage } from './baggage.ts';
import { extractParent, traceparentOf } from './propagation.ts';
import { wordToHex } from './random-ids.ts';
import { RecordedSpan } from './span.ts';

const SPAN_KEY = Symbol.for('OpenTelemetry Context Key SPAN');
const FIELDS = ['traceparent', 'tracestate', 'baggage'];
const READ = [
  ...FIELDS,
  'b3',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-sampled',
  'x-b3-flags',
  'x-honeycomb-trace',
];

export const propagator: TextMapPropagator = {
  fields: () => FIELDS,

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const baggage = baggageHeader(context);
    if (baggage) setter.set(carrier, 'baggage', baggage);
    const span = context.getValue(SPAN_KEY);
    if (!(span instanceof RecordedSpan)) return;
    setter.set(carrier, 'traceparent', traceparentOf(span));
    if (span.traceState) setter.set(carrier, 'tracestate', span.traceState);
  },

  extract(before: Context, carrier: unknown, getter: TextMapGetter): Context {
    const context = withBaggage(before, getter.get(carrier, 'baggage'));
    const headers: Record<string, string | string[] | undefined> = {};
    for (const name of READ) headers[name] = getter.get(carrier, name);
    const parent = extractParent(headers);
    if (parent === undefined) return context;
    const spanContext = {
      traceId: [parent.trace0, parent.trace1, parent.trace2, parent.trace3].map(wordToHex).join(''),
      spanId: wordToHex(parent.id0) + wordToHex(parent.id1),
      traceFlags: parent.sampled ? 1 : 0,
      isRemote: true,
      // With it the share that the trace was chosen by, for spans that are made through the API.
      ...(parent.traceState ? { traceState: traceStateOf(parent.traceState) } : {}),
    };
    return context.setValue(SPAN_KEY, { spanContext: () => spanContext, isRecording: () => false });
  },
};

/** The `TraceState` of the API over the header as it came; members that are added go in front (W3C Trace Context, 3.3.1). */
function traceStateOf(header: string): TraceState {
  const members = header.split(',').map((member) => member.trim());
  const without = (key: string) => members.filter((member) => !member.startsWith(`${key}=`));
  return {
    serialize: () => header,
    get: (key) => members.find((member) => member.startsWith(`${key}=`))?.slice(key.length + 1),
    set: (key, value) => traceStateOf([`${key}=${value}`, ...without(key)].join(',')),
    unset: (key) => traceStateOf(without(key).join(',')),
  };
}
