import { isInside } from '../own-network.ts';
import type { HttpAnswer, HttpRequest } from './ask.ts';

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Why it is not followed where it leads into our own network. */
export const LEADS_INSIDE = 'it leads into our own network';

/** What a redirect asks for next, or why it is not followed. */
export type Redirect =
  | { readonly followed: true; readonly request: HttpRequest }
  | { readonly followed: false; readonly why: string };

/**
 * Where an answer leads (RFC 9110, section 15.4); `null`: it is no redirect. Who is watched must not use us: nobody from
 * outside sends us into our own network, where this program's private listener is, nobody has us post elsewhere, and
 * headers, which may hold secrets, don't go to another host. Nor does anything go from https to http.
 */
export function redirected(
  request: HttpRequest,
  { status, location, fromInside }: HttpAnswer,
): Redirect | null {
  if (!REDIRECTS.includes(status) || location === null) return null;
  const url = URL.parse(location, request.url.href);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    return { followed: false, why: 'it leads to no http or https address' };
  }
  const same = url.origin === request.url.origin;
  const why = same ? null : refusal(request, url, { status, fromInside });
  if (why !== null) return { followed: false, why: `${why}: ${placeOf(url)}` };
  const keeps = status === 307 || status === 308 || request.method !== 'POST';
  return {
    followed: true,
    request: {
      ...request,
      url,
      method: keeps ? request.method : 'GET',
      headers: same ? request.headers : {},
      body: keeps ? request.body : null,
      outsideOnly: request.outsideOnly || !fromInside,
    },
  };
}

/** An address for people: without its query, which may hold secrets. */
export function placeOf({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

function refusal(
  { url: from, method }: HttpRequest,
  to: URL,
  { status, fromInside }: Pick<HttpAnswer, 'status' | 'fromInside'>,
): string | null {
  if (!fromInside && isInside(to.hostname)) return LEADS_INSIDE;
  if (from.protocol === 'https:' && to.protocol === 'http:') return 'it leads from https to http';
  return method === 'POST' && (status === 307 || status === 308) ? 'it would have us post elsewhere' : null;
}
