import type { Event } from '../core/event.ts';
import type { Message } from '../core/message.ts';
import type { Log, RenderMessage } from '../core/ports.ts';
import type { BuiltIn } from './built-in.ts';
import { finish } from './draft.ts';
import { generic } from './generic.ts';
import { github } from './github.ts';
import { own } from './own.ts';
import { replicate } from './replicate.ts';
import { stripe } from './stripe.ts';
import type { CompiledTemplate } from './template.ts';

/** Built-in messages; the first that fits an event renders it. The last fits everything. */
export const BUILT_IN = [own, github, stripe, replicate, generic] as const satisfies readonly BuiltIn[];

/** A route and its compiled `message`, if it has one. */
export interface MessageRoute {
  readonly name: string;
  readonly template: CompiledTemplate | null;
}

/**
 * Renders an event as its route says: by the route's template, else by the first built-in that fits. A template that
 * fails on an event, or gives no title, is logged and the built-in speaks instead. Never throws.
 */
export function createRenderer(routes: readonly MessageRoute[], log: Log): RenderMessage {
  const templates = new Map(routes.map((route) => [route.name, route.template]));
  return (event, route) =>
    fromTemplate(event, route, templates.get(route) ?? null, log) ?? fromBuiltIn(event, log);
}

function fromTemplate(
  event: Event,
  route: string,
  template: CompiledTemplate | null,
  log: Log,
): Message | null {
  if (template === null) return null;
  try {
    const message = template.render(event);
    if (message.title !== '') return message;
    log.warn('message.template_empty', { event: event.id, route });
  } catch (error) {
    log.warn('message.template_failed', { event: event.id, route, error: String(error).slice(0, 500) });
  }
  return null;
}

function fromBuiltIn(event: Event, log: Log): Message {
  for (const builtIn of BUILT_IN) {
    try {
      const message = builtIn.fits(event) ? builtIn.render(event) : null;
      if (message !== null && message.title !== '') return message;
    } catch (error) {
      log.error('message.built_in_failed', {
        event: event.id,
        builtIn: builtIn.name,
        error: String(error).slice(0, 500),
      });
    }
  }
  return finish({ title: `event from ${event.source}`, body: [], links: [] });
}
