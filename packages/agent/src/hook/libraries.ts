/** The libraries that have a hook, by the name under which they are loaded. */
import { hookExpress } from './express.ts';
import type { LibraryHook } from './load-hook.ts';
import { hookPg } from './pg.ts';

export const LIBRARIES: ReadonlyMap<string, LibraryHook> = new Map<string, LibraryHook>([
  ['express', hookExpress],
  ['pg', hookPg],
]);
