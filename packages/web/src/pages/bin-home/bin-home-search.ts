import { flagParam } from '../../search-params.ts';

export interface BinHomeSearch {
  /** Shows how to connect an app although the bin has data already. */
  connect?: true;
}

export const binHomeSearch = (raw: Record<string, unknown>): BinHomeSearch =>
  flagParam(raw, 'connect') ? { connect: true } : {};
