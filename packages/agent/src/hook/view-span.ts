/** What template engines have in common: one span for the rendering of a view, however deep the engine calls itself. */
import { isAbsolute, relative, sep } from 'node:path';
import { activeContext, activeSpan, runInContext, runWithSpan } from '../record/context.ts';
import { FixedAttributes } from '../record/fixed-attributes.ts';
import { RecordedSpan, type Scope } from '../record/span.ts';
import { endFailed, endWith } from './end-with.ts';
import { type HookContext, Kind } from './hook-context.ts';
import { attempt, type Method } from './wrap-method.ts';

/**
 * Runs the engine's `render` in a span that ends with its result, or with the callback that is the last of `args`. Not
 * inside of another view: Express renders through the engine, and templates include others.
 */
export function renderView(
  context: HookContext,
  scope: Scope,
  name: string | undefined,
  render: (args: unknown[]) => unknown,
  args: unknown[],
): unknown {
  const span = attempt(() => begin(context, scope, name));
  if (span === undefined) return render(args);
  const callback = args[args.length - 1];
  if (typeof callback !== 'function') return endWith(span, () => runWithSpan(span, () => render(args)));
  const outer = activeContext();
  const watched = function (this: unknown, ...result: unknown[]) {
    if (result[0]) endFailed(span, result[0]);
    else span.end();
    return runInContext(outer, () => Reflect.apply(callback, this, result));
  };
  try {
    return runWithSpan(span, () => render([...args.slice(0, -1), watched]));
  } catch (error) {
    endFailed(span, error);
    throw error;
  }
}

/** A template that was compiled to a function: a function that does the same, with all that the engine put on it. */
export function watchTemplate(
  context: HookContext,
  scope: Scope,
  name: string | undefined,
  template: Method,
): Method {
  const watched: Method = function (...args) {
    // A function among the arguments is data, or an option; a compiled template has no callback.
    return renderView(context, scope, name, (own) => Reflect.apply(template, this, own.slice(0, -1)), [
      ...args,
      undefined,
    ]);
  };
  return Object.assign(watched, template);
}

function begin(context: HookContext, scope: Scope, name: string | undefined): RecordedSpan | undefined {
  const parent = activeSpan();
  if (!(parent instanceof RecordedSpan) || parent.fixed?.values['view.name'] !== undefined) return undefined;
  // A template from a text has no name; its scope says which engine it is of.
  return startView(context, parent, scope, name ?? 'template');
}

interface View {
  title: string;
  attributes: FixedAttributes;
}

/** By name or path: an app has some hundred, or makes their names up. */
const views = new Map<string, View>();
const MAX_VIEWS = 1_000;

export function startView(
  context: HookContext,
  parent: RecordedSpan,
  scope: Scope,
  name: string,
): RecordedSpan {
  let view = views.get(name);
  if (view === undefined) {
    const shown = isAbsolute(name) ? shortened(name) : name;
    const attributes = new FixedAttributes({ 'tracebin.layer': 'view', 'view.name': shown });
    view = { title: `render ${shown}`, attributes };
    if (views.size >= MAX_VIEWS) views.clear();
    views.set(name, view);
  }
  const span = context.spans.startChild(parent, view.title, Kind.internal, scope);
  span.fixed = view.attributes;
  return span;
}

/** `views/week.ejs`, the same on every machine. */
function shortened(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path.split(sep).slice(-2).join('/') : short;
}
