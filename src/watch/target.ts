/** Somebody outside who should take a connection. */
export interface Target {
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  /** `HOST:PORT`, as people read it. */
  readonly name: string;
}

const HOST_AND_PORT = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)):(\d{1,5})$/i;
const PORTS: ReadonlyMap<string, number> = new Map([
  ['http:', 80],
  ['https:', 443],
]);

/** Reads `HOST:PORT`, or an http(s) address of which host and port count; `null` where the text is neither. */
export function targetOf(text: string): Target | null {
  if (text.includes('://')) return targetOfUrl(text);
  const [, ipv6, name, port] = HOST_AND_PORT.exec(text) ?? [];
  const host = ipv6 ?? name;
  return host === undefined ? null : target(host.toLowerCase(), Number(port));
}

function targetOfUrl(text: string): Target | null {
  if (!URL.canParse(text)) return null;
  const { protocol, hostname, port } = new URL(text);
  const standard = PORTS.get(protocol);
  if (standard === undefined) return null;
  return target(hostname.replace(/^\[|\]$/g, ''), port === '' ? standard : Number(port));
}

function target(host: string, port: number): Target | null {
  if (port < 1 || port > 65_535) return null;
  return { host, port, name: `${host.includes(':') ? `[${host}]` : host}:${port}` };
}
