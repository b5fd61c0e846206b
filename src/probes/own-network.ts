import { BlockList, isIP } from 'node:net';

/** Addresses of this machine and of private networks (RFC 1918, 3927, 4193, 4291); a host there needs no connection of ours. */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv4');
}
PRIVATE.addAddress('::1', 'ipv6');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

/** Names that never stand in the public DNS: RFC 6761, 6762, 8375, and ICANN's `internal`. */
const PRIVATE_NAME = /(?:^|\.)(?:localhost|local|home\.arpa|internal)\.?$/i;

/** True where a host is this machine or in its own network, as far as its name says that. Takes `[::1]`, too. */
export function isOwnNetwork(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  if (family !== 0) return PRIVATE.check(address, family === 4 ? 'ipv4' : 'ipv6');
  return PRIVATE_NAME.test(address) || !address.includes('.');
}
