import { flagParam } from '../../search-params.ts';

export interface StartSearch {
  /** The reader wants a new bin, so the page does not go on to `local` by itself. */
  new?: true;
}

export const startSearch = (raw: Record<string, unknown>): StartSearch =>
  flagParam(raw, 'new') ? { new: true } : {};
