/** Handlebars: the functions that templates are compiled to, here or beforehand. They have no names of their own. */
import type { HookContext } from './hook-context.ts';
import { watchTemplate } from './view-span.ts';
import { type Method, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/handlebars', version: '' };

export function hookHandlebars(exports: Record<string, unknown>, context: HookContext): void {
  watchEnvironment(exports, context);
  wrapMethod(exports, 'create', (original) => {
    return function (...args) {
      const environment = Reflect.apply(original, this, args);
      watchEnvironment(environment, context);
      return environment;
    };
  });
}

function watchEnvironment(environment: unknown, context: HookContext): void {
  for (const name of ['compile', 'template'])
    wrapMethod(environment, name, (original) => {
      return function (...args) {
        const template = Reflect.apply(original, this, args) as Method;
        // `compile` works when it is first rendered, and then through `template`, which is inside of that.
        return watchTemplate(context, SCOPE, undefined, template);
      };
    });
}
