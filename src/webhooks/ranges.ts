import { BlockList, isIP } from 'node:net';

/** A list of addresses and networks (`10.0.0.0/8`, `2001:db8::1`) that `isRange` said yes to. */
export function rangesOf(texts: readonly string[]): BlockList {
  const ranges = new BlockList();
  for (const text of texts) addRange(ranges, text);
  return ranges;
}

/** Whether the text is an address or a network in CIDR notation. */
export function isRange(text: string): boolean {
  return addRange(new BlockList(), text);
}

function addRange(ranges: BlockList, text: string): boolean {
  const [, address = '', prefix] = /^([0-9a-fA-F.:]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? [];
  const version = isIP(address);
  const bits = version === 4 ? 32 : 128;
  if (version === 0 || Number(prefix ?? bits) > bits) return false;
  ranges.addSubnet(address, Number(prefix ?? bits), version === 4 ? 'ipv4' : 'ipv6');
  return true;
}
