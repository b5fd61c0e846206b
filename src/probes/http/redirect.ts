import type { HttpAnswer, HttpRequest } from './ask.ts';

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/**
 * What a redirect asks for next (RFC 9110, section 15.4); `null`: the answer is none, or leads nowhere. Configured headers
 * and a body may hold secrets: they don't go to another host, nor from https to http.
 */
export function redirected(request: HttpRequest, { status, location }: HttpAnswer): HttpRequest | null {
  if (!REDIRECTS.includes(status) || location === null) return null;
  if (!URL.canParse(location, request.url)) return null;
  const url = new URL(location, request.url);
  if (!['http:', 'https:'].includes(url.protocol)) return null;
  const same = url.origin === request.url.origin;
  const keeps = status === 307 || status === 308 || request.method !== 'POST';
  if (keeps && request.body !== null && !same) return null;
  return {
    ...request,
    url,
    method: keeps ? request.method : 'GET',
    headers: same ? request.headers : {},
    body: keeps ? request.body : null,
  };
}
