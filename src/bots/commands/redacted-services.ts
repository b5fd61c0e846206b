import type { ChatServices } from '../../core/chat-services.ts';

/**
 * The services, with no secret in what strangers wrote. Before anything is made of it: an answer cuts what is long, and
 * half a secret would not be known for one any more.
 */
export function redactedServices(services: ChatServices, redact: (text: string) => string): ChatServices {
  return {
    ...services,
    async events(filter) {
      const events = await services.events(filter);
      return events.map((event) => ({
        ...event,
        type: redact(event.type),
        subject: event.subject === null ? null : redact(event.subject),
      }));
    },
    async trace(id) {
      const trace = await services.trace(id);
      if (trace === null) return null;
      return { ...trace, steps: trace.steps.map((step) => ({ ...step, detail: redact(step.detail) })) };
    },
  };
}
