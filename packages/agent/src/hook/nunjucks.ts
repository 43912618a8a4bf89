/** Nunjucks: the rendering of a template, by its name; all ways of rendering lead there. */
import type { HookContext } from './hook-context.ts';
import { renderView } from './view-span.ts';
import { wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/nunjucks', version: '' };

export function hookNunjucks(exports: Record<string, unknown>, context: HookContext): void {
  const { prototype } = (exports.Template ?? {}) as { prototype?: object };
  wrapMethod(prototype, 'render', (original) => {
    return function (...args) {
      const { path } = this as { path?: string };
      while (args.length > 0 && args[args.length - 1] === undefined) args.pop();
      return renderView(context, SCOPE, path, (own) => Reflect.apply(original, this, own), args);
    };
  });
}
