import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

/** Addresses that count on one cable alone, and that a browser cannot open. */
const LINK_LOCAL = /^(fe[89ab][0-9a-f]:|169\.254\.)/i;

/**
 * The address by which other machines reach a server that listens everywhere: this machine's first one, of IPv4 if it has any.
 * Undefined for a server that listens on one address, and for a machine without a network.
 *
 * @param host what the server listens on
 */
export function networkAddress(
  host: string,
  interfaces: Interfaces = networkInterfaces(),
): string | undefined {
  if (host !== '0.0.0.0' && host !== '::') return undefined;
  const others = Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !LINK_LOCAL.test(address));
  const of = (family: string): string | undefined => others.find((each) => each.family === family)?.address;
  return of('IPv4') ?? (host === '::' ? of('IPv6') : undefined);
}
