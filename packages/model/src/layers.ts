/**
 * On what a span spends its time, decided from its kind and from what its attributes, scope and name give away.
 *
 * The hints are bits, so that a decoder can keep them with each key, scope and name it has seen before and
 * only combine them for a span.
 */
import { Layer, SpanKind } from './event-codes.ts';

export const LayerHint = {
  none: 0,
  db: 1,
  cache: 2,
  view: 4,
  /** `http.*`, `url.*`, `rpc.*`: a request; outgoing only on a CLIENT span. */
  request: 8,
  messaging: 16,
  /** The message is taken from the broker, not worked on (`messaging.operation.type` receive or settle). */
  receiving: 32,
} as const;
/** A combination of `LayerHint` bits. */
export type LayerHints = number;

/** Databases that are asked as caches. Names of `db.system.name` and of the older `db.system`. */
const CACHE_SYSTEMS: ReadonlySet<string> = new Set([
  'redis',
  'valkey',
  'memcached',
  'memcache',
  'keydb',
  'dragonfly',
  'hazelcast',
  'ehcache',
  'infinispan',
  'ignite',
  'geode',
]);

const VIEW_NAME = new RegExp(
  [
    // EJS, Pug, Handlebars, Nunjucks, Mustache, Liquid, Jinja2, Mako, Twig, Blade, ERB: `ejs.render`, `jinja2.compile`
    '^(ejs|pug|jade|handlebars|hbs|nunjucks|mustache|liquid|eta|jinja2?|mako|twig|blade|smarty|erb|haml|slim|thymeleaf|freemarker|razor)[ ._:](render|compile|load|include|template)',
    // Express and Fastify, Django and Flask, Rails, Go, React on the server
    '^(res|reply|response)\\.(render|view)\\b',
    '^(django|flask)\\.(template|render_template)',
    '\\b(render_template|template[ ._]render|templateresponse|render_to_string|render_to_response|renderToString|renderToPipeableStream)\\b',
    '\\brender_(template|partial|layout|collection)\\.action_view\\b',
    '^(template|view)\\.(render|execute|process)\\b',
    // `render week.ejs`, `Render views/week.html.twig`
    '^render\\b.*\\.(ejs|pug|jade|hbs|handlebars|njk|mustache|liquid|eta|html?|jinja2?|j2|mako|twig|tpl|tmpl|gohtml|blade\\.php|erb|haml|slim|cshtml|ftlh?|vm)\\b',
  ].join('|'),
  'i',
);

const VIEW_SCOPE = /jinja2|action_?view|[/.-](ejs|pug|nunjucks|handlebars|twig|blade|thymeleaf)$/i;

/** What an attribute's name says, whatever its value. */
export function layerHintsOfAttribute(key: string): LayerHints {
  if (key.startsWith('db.')) return LayerHint.db;
  if (key.startsWith('messaging.')) return LayerHint.messaging;
  if (key.startsWith('http.') || key.startsWith('rpc.') || key === 'url.full') return LayerHint.request;
  if (key.startsWith('template.') || key.startsWith('view.') || key.startsWith('jinja2.'))
    return LayerHint.view;
  if (key === 'cache.key' || key === 'cache.hit' || key.startsWith('db.memcached')) return LayerHint.cache;
  return LayerHint.none;
}

/** What the value of `db.system.name` or `db.system` says. */
export function layerHintsOfDbSystem(system: string): LayerHints {
  return CACHE_SYSTEMS.has(system.toLowerCase()) ? LayerHint.cache | LayerHint.db : LayerHint.db;
}

/** What the value of `messaging.operation.type` or `messaging.operation` says. */
export function layerHintsOfMessagingOperation(operation: string): LayerHints {
  return operation === 'receive' || operation === 'settle'
    ? LayerHint.messaging | LayerHint.receiving
    : LayerHint.messaging;
}

export function layerHintsOfScope(scopeName: string): LayerHints {
  return VIEW_SCOPE.test(scopeName) ? LayerHint.view : LayerHint.none;
}

export function layerHintsOfSpanName(name: string): LayerHints {
  return VIEW_NAME.test(name) ? LayerHint.view : LayerHint.none;
}

/**
 * The layer of a span. SERVER spans, and CONSUMER spans that work on a message, are the application itself: what
 * they wait for has spans of its own.
 */
export function layerOf(kind: SpanKind, hints: LayerHints): Layer {
  if (kind === SpanKind.server) return Layer.app;
  if (kind === SpanKind.consumer) return (hints & LayerHint.receiving) !== 0 ? Layer.queue : Layer.app;
  if ((hints & LayerHint.cache) !== 0) return Layer.cache;
  if ((hints & LayerHint.db) !== 0) return Layer.db;
  if (kind === SpanKind.producer || (hints & LayerHint.messaging) !== 0) return Layer.queue;
  if (kind === SpanKind.client) return (hints & LayerHint.request) !== 0 ? Layer.http : Layer.other;
  if ((hints & LayerHint.view) !== 0) return Layer.view;
  return Layer.app;
}
