/** Pug: `render` and `renderFile`, and the functions that templates are compiled to. */
import type { HookContext } from './hook-context.ts';
import { renderView, watchTemplate } from './view-span.ts';
import { type Method, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/pug', version: '' };

export function hookPug(exports: Record<string, unknown>, context: HookContext): void {
  for (const name of ['render', 'renderFile'])
    wrapMethod(exports, name, (original) => {
      return function (...args) {
        const { filename } = (args[1] ?? {}) as { filename?: string };
        const view = name === 'renderFile' ? String(args[0]) : filename;
        return renderView(context, SCOPE, view, (own) => Reflect.apply(original, this, own), args);
      };
    });
  for (const name of ['compile', 'compileFile'])
    wrapMethod(exports, name, (original) => {
      return function (...args) {
        const { filename } = (args[1] ?? {}) as { filename?: string };
        const view = name === 'compileFile' ? String(args[0]) : filename;
        const template = Reflect.apply(original, this, args);
        return typeof template === 'function'
          ? watchTemplate(context, SCOPE, view, template as Method)
          : template;
      };
    });
}
