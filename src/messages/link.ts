import type { Json } from '../core/json.ts';

const LINK_UNITS = 2_000;

/** The first of the values that is an http(s) address for a person (not for a program), or `null`. */
export function firstLink(candidates: readonly Json[]): string | null {
  for (const candidate of candidates) {
    const link = typeof candidate === 'string' ? personsLink(candidate) : null;
    if (link !== null) return link;
  }
  return null;
}

function personsLink(text: string): string | null {
  if (text.length > LINK_UNITS) return null;
  const url = URL.parse(text.trim());
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  // user:password@host is how a link pretends to lead elsewhere
  if (url.username !== '' || url.password !== '') return null;
  // GitHub's API, and the same on GitHub Enterprise Server
  if (url.hostname === 'api.github.com' || url.pathname.startsWith('/api/v3/')) return null;
  return url.href.length > LINK_UNITS ? null : url.href;
}
