import { flagParam, textParam } from '../../search-params.ts';
import { CONNECT_WAY_NAMES, type ConnectWayName } from './connect-steps.ts';

export interface BinHomeSearch {
  /** Shows how to connect an app although the bin has data already. */
  connect?: true;
  /** Which way to connect is open; the first where absent. */
  way?: ConnectWayName;
}

export function binHomeSearch(raw: Record<string, unknown>): BinHomeSearch {
  const way = CONNECT_WAY_NAMES.find((name) => name === textParam(raw, 'way'));
  return { ...(flagParam(raw, 'connect') ? { connect: true } : {}), ...(way === undefined ? {} : { way }) };
}
