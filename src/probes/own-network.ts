import { BlockList, isIP } from 'node:net';

/** Addresses of this machine and of private networks (RFC 1122, 1918, 3927, 4193, 4291); a host there needs no connection of ours. */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv4');
}
PRIVATE.addAddress('::', 'ipv6');
PRIVATE.addAddress('::1', 'ipv6');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

/** Shared address space (RFC 6598): providers have it, and VPNs like Tailscale. */
const SHARED = new BlockList();
SHARED.addSubnet('100.64.0.0', 10, 'ipv4');

/** Names that never stand in the public DNS: RFC 6761, 6762, 8375, and ICANN's `internal`. */
const PRIVATE_NAME = /(?:^|\.)(?:localhost|local|home\.arpa|internal)$/i;

/** True where a host is this machine or in its own network, as far as its name says that. Takes `[::1]`, too. */
export function isOwnNetwork(host: string): boolean {
  const name = bare(host);
  if (isIP(name) !== 0) return isIn(PRIVATE, name);
  return PRIVATE_NAME.test(name) || !name.includes('.');
}

/** The same, and where only this machine's VPN may lead: what strangers must not send us to. */
export function isInside(host: string): boolean {
  return isOwnNetwork(host) || isIn(SHARED, bare(host));
}

/** Without the brackets of an address, and without the dot that may end a name. */
function bare(host: string): string {
  return host.replace(/^\[|\]$|\.$/g, '');
}

function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
