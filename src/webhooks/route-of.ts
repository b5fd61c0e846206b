/** Wider than a source's name can be, so that a name that nobody could configure is answered like one that nobody did. */
const SOURCE_PATH = /^\/hooks\/([\w-][\w.~-]{0,127})$/;

/** What a request target names. Paths are compared as they came: no decoding, no folding of case or slashes. */
export type Route =
  | { readonly kind: 'hook'; readonly source: string; readonly allow: 'POST' }
  | { readonly kind: 'health'; readonly allow: 'GET' }
  | { readonly kind: 'absolute' }
  | { readonly kind: 'unknown' };

const HEALTH: Route = { kind: 'health', allow: 'GET' };
const ABSOLUTE: Route = { kind: 'absolute' };
const UNKNOWN: Route = { kind: 'unknown' };

/** The route of a request target (RFC 9112, section 3.2), its query left aside. */
export function routeOf(target: string): Route {
  if (!target.startsWith('/')) return target === '*' ? UNKNOWN : ABSOLUTE;
  const query = target.indexOf('?');
  const path = query === -1 ? target : target.slice(0, query);
  if (path === '/healthz') return HEALTH;
  const source = SOURCE_PATH.exec(path)?.[1];
  return source === undefined ? UNKNOWN : { kind: 'hook', source, allow: 'POST' };
}
