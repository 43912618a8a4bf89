/**
 * GraphQL, by whichever server: a span for the operation and spans for the resolvers that the app wrote, of which there can
 * be thousands in one answer, so only the first ones of an operation have theirs.
 */
import { activeSpan, runWithSpan } from '../record/context.ts';
import { RecordedSpan } from '../record/span.ts';
import { endWith } from './end-with.ts';
import { type HookContext, Kind, StatusError } from './hook-context.ts';
import { attempt, type Method, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/graphql', version: '' };

/** Of one request, all fields together. */
const MAX_RESOLVERS = 100;
/** Names are chosen by whoever asks: more than an app can have are not from its own clients. */
const MAX_NAMES = 200;

interface Execution {
  schema: Schema;
  document: { definitions: { kind: string; operation?: string; name?: { value: string } }[] };
  operationName?: string | null;
}
interface Schema {
  getTypeMap(): Record<string, { name: string; getFields?(): Record<string, { resolve?: Method }> }>;
}

const names = new Set<string>();
const watchedSchemas = new WeakSet<object>();
/** Resolvers that had spans, by transaction. */
const counts = new WeakMap<object, number>();

export function hookGraphql(
  exports: Record<string | symbol, unknown>,
  context: HookContext,
  load: (file: string) => Record<string, unknown>,
): void {
  // From 17 on it is ES modules, also where it is required: a file of its CommonJS would be a second copy of it.
  if (exports[Symbol.toStringTag] === 'Module') return;
  const isHandedOut = Object.getOwnPropertyDescriptor(exports, 'execute')?.set !== undefined;
  wrapMethod(isHandedOut ? exports : load('./execution/execute.js'), 'execute', (original) => {
    return function (...args) {
      const span = attempt(() => begin(context, args[0] as Execution));
      if (span === undefined) return Reflect.apply(original, this, args);
      return endWith(span, () => {
        const result = runWithSpan(span, () => Reflect.apply(original, this, args));
        if (!(result instanceof Promise)) return noteErrors(span, result);
        return result.then((answer) => noteErrors(span, answer));
      });
    };
  });
}

function begin(context: HookContext, execution: Execution): RecordedSpan | undefined {
  const parent = activeSpan();
  if (!(parent instanceof RecordedSpan)) return undefined;
  if (!watchedSchemas.has(execution.schema)) {
    watchedSchemas.add(execution.schema);
    watchResolvers(context, execution.schema);
  }
  const { document, operationName } = execution;
  const operation = document.definitions.find(
    ({ kind, name }) => kind === 'OperationDefinition' && (!operationName || name?.value === operationName),
  );
  const type = operation?.operation ?? 'query';
  const name = boundedName(operation?.name?.value);
  const span = context.spans.startChild(parent, name ? `${type} ${name}` : type, Kind.internal, SCOPE);
  span.attributes = { 'graphql.operation.type': type, ...(name ? { 'graphql.operation.name': name } : {}) };
  // Of the request too: all of them have the same route.
  for (const [key, value] of Object.entries(span.attributes))
    span.transaction?.first?.setAttribute(key, value);
  return span;
}

function boundedName(name: string | undefined): string | undefined {
  if (name === undefined || names.has(name)) return name;
  if (names.size >= MAX_NAMES) return undefined;
  names.add(name);
  return name;
}

/** Errors of resolvers are a part of the answer. */
function noteErrors(span: RecordedSpan, answer: unknown): unknown {
  const errors = (answer as { errors?: Error[] } | null | undefined)?.errors;
  const first = errors?.[0];
  if (first !== undefined) {
    span.recordException((first as { originalError?: Error }).originalError ?? first);
    span.setStatus({ code: StatusError, message: first.message });
  }
  return answer;
}

function watchResolvers(context: HookContext, schema: Schema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    for (const [field, definition] of Object.entries(type.getFields?.() ?? {})) {
      wrapMethod(definition, 'resolve', (resolve) => {
        return function (...args) {
          const span = attempt(() => beginResolver(context, `${type.name}.${field}`));
          const run = () => Reflect.apply(resolve, this, args);
          return span === undefined ? run() : endWith(span, () => runWithSpan(span, run));
        };
      });
    }
  }
}

function beginResolver(context: HookContext, field: string): RecordedSpan | undefined {
  const parent = activeSpan();
  if (!(parent instanceof RecordedSpan) || parent.transaction === undefined) return undefined;
  const count = counts.get(parent.transaction) ?? 0;
  if (count >= MAX_RESOLVERS) return undefined;
  counts.set(parent.transaction, count + 1);
  const span = context.spans.startChild(parent, `resolve ${field}`, Kind.internal, SCOPE);
  span.attributes = { 'graphql.field.name': field };
  return span;
}
