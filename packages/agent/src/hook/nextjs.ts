/**
 * Next.js tells of itself through OpenTelemetry's interfaces. Of its spans those are kept that say what the time went into:
 * the others repeat the request, the outgoing calls that are watched below them, or how Next loads its own parts. Routes come
 * with them, and name the request.
 */
import type { Context, Span, SpanOptions, Tracer } from '@opentelemetry/api';
import { activeSpan } from '../record/context.ts';
import { RecordedSpan } from '../record/span.ts';
import { nameRoute } from './request-span.ts';

/** As Next calls itself where it asks for its tracer. */
export const NEXT = 'next.js';

const KEPT = new Set([
  'AppRender.getBodyResult',
  'AppRouteRouteHandlers.runHandler',
  'Middleware.execute',
  'Node.runHandler',
  'Render.getServerSideProps',
  'Render.getStaticProps',
  'Render.renderDocument',
  'ResolveMetadata.generateMetadata',
]);
const VIEWS = new Set(['AppRender.getBodyResult', 'Render.renderDocument']);

/** Pages that Next shows in place of others. */
const IN_PLACE = /^\/(_|404$|500$)/;
/** Where the route is in the name only. */
const NAMED = /^executing api route \(pages\) (\/.*)$/;

type Attributes = SpanOptions['attributes'];

export function watchNext(tracer: Tracer): Tracer {
  const skipped = new SkippedSpan('', 0, { name: NEXT, version: '' }, undefined, 0, undefined);
  const begin = (name: string, options: SpanOptions): SpanOptions | undefined => {
    noteRoute(options.attributes?.['next.route'] ?? NAMED.exec(name)?.[1]);
    const type = String(options.attributes?.['next.span_type']);
    if (!KEPT.has(type) || !(activeSpan() instanceof RecordedSpan)) return undefined;
    const view = VIEWS.has(type)
      ? { 'tracebin.layer': 'view', 'view.name': options.attributes?.['next.route'] }
      : {};
    // Next calls some of them servers, within the request that is the server's already.
    return { ...options, kind: 0, attributes: { ...options.attributes, ...view } };
  };
  return {
    startSpan(name: string, options: SpanOptions = {}, context?: Context): Span {
      const kept = begin(name, options);
      return kept === undefined ? skipped : tracer.startSpan(name, kept, context);
    },
    startActiveSpan(name: string, ...rest: unknown[]): unknown {
      const work = rest[rest.length - 1] as (span: Span) => unknown;
      const kept = begin(name, rest.length > 1 ? (rest[0] as SpanOptions) : {});
      if (kept === undefined) return work(skipped);
      const start = tracer.startActiveSpan as (name: string, ...rest: unknown[]) => unknown;
      return start(name, kept, ...rest.slice(1));
    },
  } as Tracer;
}

/** Records nothing; the route of a request comes at its end, where it was not known before. */
class SkippedSpan extends RecordedSpan {
  override endMs = 0;
  override setAttributes(attributes: NonNullable<Attributes>): this {
    noteRoute(attributes['next.route']);
    return this;
  }
}

function noteRoute(route: unknown): void {
  // Next.js 15 adds the name of the file that answers.
  if (typeof route === 'string' && !IN_PLACE.test(route)) nameRoute(route.replace(/\/route$/, ''));
}
