import type { Event, Severity } from '../core/event.ts';
import { OWN_SOURCES } from '../core/event.ts';
import type { DecideRoutes, RoutedDelivery } from '../core/ports.ts';

/** The route name of what goes to every channel without any route saying so. */
const DEFAULT_ROUTE = 'default';

/** One entry of `routes`, ready to be asked. `null`: any source, any event, the event's own severity. */
export interface Route {
  readonly name: string;
  readonly source: string | null;
  readonly condition: ((event: Event) => boolean) | null;
  readonly to: readonly string[];
  readonly severity: Severity | null;
}

/**
 * Which channels get an event. Every route that matches delivers, to each channel once, as the first one says. A
 * condition that throws is a non-match that is told under `broken`.
 *
 * What the program itself has to say (canary, ledger, pithead) must not get lost by accident: unless some route names
 * that source, it goes to every channel. Routes without a `source` may still put their name and severity on it for
 * their channels, but can't keep it from the others. Once a route names the source, the routes alone decide.
 */
export function createRoutes(routes: readonly Route[], channels: readonly string[]): DecideRoutes {
  const named = new Set(routes.map((route) => route.source));
  const toAll = (source: string): boolean =>
    routes.length === 0 || (OWN_SOURCES.some((own) => own === source) && !named.has(source));

  return (event) => {
    const deliveries = new Map<string, RoutedDelivery>();
    const broken: { route: string; error: string }[] = [];
    const add = (channel: string, route: string, severity: Severity): void => {
      if (!deliveries.has(channel)) deliveries.set(channel, { channel, route, severity });
    };

    for (const route of routes) {
      if (route.source !== null && route.source !== event.source) continue;
      try {
        if (route.condition?.(event) === false) continue;
      } catch (error) {
        broken.push({ route: route.name, error: firstLine(error) });
        continue;
      }
      for (const channel of route.to) add(channel, route.name, route.severity ?? event.severity);
    }
    if (toAll(event.source)) for (const channel of channels) add(channel, DEFAULT_ROUTE, event.severity);
    return { deliveries: [...deliveries.values()], broken };
  };
}

/** The library adds a picture of the expression below its message; a log line has no use for it. */
function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n', 1)[0] ?? '').slice(0, 300);
}
