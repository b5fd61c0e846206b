import type { Exchange, ListenerContext } from './listener-context.ts';
import { refuse } from './refuse.ts';
import { checkHead } from './admit.ts';
import { routeOf } from './route-of.ts';

/** Methods that a path could have. Others (TRACE, what WebDAV brings) are wrong whatever the path. */
const ORDINARY = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Answers every request that is neither a POST to a source's path nor a GET of the health check. */
export function turnAway(context: ListenerContext, exchange: Exchange): void {
  const { method = '' } = exchange.request;
  const route = routeOf(exchange.url);
  const badHead = checkHead(exchange, context.limits.headers);
  if (badHead !== null) refuse(context, exchange, badHead);
  else if (route.kind === 'absolute') refuse(context, exchange, 'target_absolute');
  else if (route.kind !== 'unknown') refuse(context, exchange, 'method_not_allowed', { allow: route.allow });
  else if (ORDINARY.has(method)) refuse(context, exchange, 'path_unknown');
  else refuse(context, exchange, 'method_not_allowed', { allow: 'GET, POST' });
}
