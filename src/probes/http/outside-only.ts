import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isInside } from '../own-network.ts';

/** A name leads into our own network, and who named it must not send us there. */
export class LeadsInside extends Error {
  override readonly name = 'LeadsInside';
}

/** As `dns.lookup` with its options. */
export type Resolve = (
  host: string,
  options: LookupOptions,
  done: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
) => void;

/**
 * Looks names up for a connection, and fails with `LeadsInside` where one has an address in our own network: asked before,
 * it could say something else. An address that stands in the place of a name is not looked up by Node.
 */
export function outsideOnly(resolve: Resolve = lookup): LookupFunction {
  return (host, options, done) => {
    resolve(host, options, (error, found, family) => {
      const inside = error === null && addressesOf(found).some(isInside);
      done(inside ? new LeadsInside(`${host} leads into our own network`) : error, found, family);
    });
  };
}

function addressesOf(found: string | readonly LookupAddress[]): readonly string[] {
  return typeof found === 'string' ? [found] : found.map(({ address }) => address);
}
