import { isIP } from 'node:net';

const HTTPS_PORT = 443;

/** Who is asked for a certificate. */
export interface TlsTarget {
  /** As people read it: `example.org`, `mail.example.org:993`. */
  readonly name: string;
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Reads `HOST`, `HOST:PORT` or `[IPV6]:PORT`; `null`: it is none of them. */
export function targetOf(text: string): TlsTarget | null {
  // An IPv6 address can only be told from a port by its brackets.
  const [, bracketed, plain, portText] =
    /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_](?:[a-z0-9._-]{0,252})))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(portText ?? HTTPS_PORT);
  if (host === undefined || port < 1 || port > 65_535) return null;
  if (bracketed !== undefined && isIP(bracketed) !== 6) return null;
  const shown = bracketed === undefined ? host : `[${host}]`;
  return { name: port === HTTPS_PORT ? shown : `${shown}:${port}`, host, port };
}

/** The host of an https address; `null`: it is none. */
export function targetOfUrl(address: string): TlsTarget | null {
  const { protocol, hostname, port } = new URL(address);
  return protocol === 'https:' ? targetOf(port === '' ? hostname : `${hostname}:${port}`) : null;
}
