import { type BlockList, isIP, SocketAddress } from 'node:net';

/** How much of X-Forwarded-For is read, from its right end: far more than any chain of real proxies. */
const MAX_HOPS = 32;
const MAX_HOP_LENGTH = 64;

/**
 * The client's address: X-Forwarded-For is walked from right to left for as long as the one who wrote it is one of
 * `trusted`. `forwardedFor` holds the header's values in the order received. `null` where a trusted proxy's word can't
 * be read: whoever decides by the address must then refuse.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: readonly string[],
  trusted: BlockList | null,
): string | null {
  let client = normalAddress(peer ?? '');
  if (client === null || trusted === null || forwardedFor.length === 0) return client;
  let rest = forwardedFor.length === 1 ? (forwardedFor[0] ?? '') : forwardedFor.join(',');
  if (rest.trim() === '') return client;
  for (let hop = 0; listed(trusted, client); hop++) {
    if (hop === MAX_HOPS) return null;
    const comma = rest.lastIndexOf(',');
    const said = rest.slice(comma + 1);
    client = said.length > MAX_HOP_LENGTH * 2 ? null : hopAddress(said.trim());
    if (client === null) return null;
    if (comma === -1) return client;
    rest = rest.slice(0, comma);
  }
  return client;
}

/** Whether a list holds an address as `clientAddress` gives it; an unreadable one is on no list. */
export function listed(list: BlockList, address: string | null): boolean {
  return address !== null && list.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}

/** What a client's limit is counted under: its IPv4 address, or the /64 of its IPv6 address. */
export function rateKey(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === '' ? 0 : tail.split(':').length;
  while (groups.length < 8 - after && groups.length < 4) groups.push('0');
  if (groups.length < 4) groups.push(...tail.split(':'));
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/** An address of X-Forwarded-For, which may carry a port or, for IPv6, brackets. */
function hopAddress(said: string): string | null {
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(said)?.[1];
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? normalAddress(bracketed) : null;
  return normalAddress(/^([\d.]+):\d{1,5}$/.exec(said)?.[1] ?? said);
}

/** One text for one address: IPv6 shortened and in lower case, a mapped IPv4 address as IPv4, no zone. */
function normalAddress(text: string): string | null {
  if (isIP(text) === 4) return text;
  const address = text.split('%', 1)[0] ?? '';
  if (isIP(address) !== 6) return null;
  const short = new SocketAddress({ address, family: 'ipv6' }).address;
  const mapped = /^::ffff:([\d.]+)$/.exec(short)?.[1];
  return mapped ?? short;
}
