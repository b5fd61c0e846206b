import type { Exchange, ListenerContext } from './listener-context.ts';
import { refuse } from './refuse.ts';
import { routeOf } from './route-of.ts';

/** Methods that a path could have. Others (TRACE, what WebDAV brings) are wrong whatever the path. */
const ORDINARY = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Answers every request that is neither a POST to a source's path nor a GET of the health check. */
export function turnAway(context: ListenerContext, exchange: Exchange): void {
  const { method = '', httpVersionMajor } = exchange.request;
  const route = routeOf(exchange.url);
  if (httpVersionMajor !== 1) refuse(context, exchange, 'http_version');
  else if (route.kind === 'absolute') refuse(context, exchange, 'target_absolute');
  else if (route.kind !== 'unknown') refuse(context, exchange, 'method_not_allowed', { allow: route.allow });
  else if (ORDINARY.has(method)) refuse(context, exchange, 'path_unknown');
  else refuse(context, exchange, 'method_not_allowed', { allow: 'GET, POST' });
}
