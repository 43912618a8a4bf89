/** EJS: `render` and `renderFile`, with a promise and with a callback. */
import type { HookContext } from './hook-context.ts';
import { renderView } from './view-span.ts';
import { wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/ejs', version: '' };

export function hookEjs(exports: Record<string, unknown>, context: HookContext): void {
  // Its ES module exports one object.
  const engine = exports.default ?? exports;
  wrapMethod(engine, 'render', (original) => {
    return function (...args) {
      const { filename } = (args[2] ?? {}) as { filename?: string };
      return renderView(context, SCOPE, filename, (own) => Reflect.apply(original, this, own), args);
    };
  });
  wrapMethod(engine, 'renderFile', (original) => {
    return function (...args) {
      const name = String(args[0]);
      return renderView(context, SCOPE, name, (own) => Reflect.apply(original, this, own), args);
    };
  });
}
