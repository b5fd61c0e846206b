import type { Incident, Mute, Silence } from '../../core/incident.ts';
import type { IncidentView } from '../../core/incident-views.ts';
import type { ChatServices } from '../../core/chat-services.ts';
import { redactedCanaries } from './redacted-canaries.ts';
import { redactedLedger } from './redacted-ledger.ts';

/**
 * The services, with no secret in what strangers wrote. Before anything is made of it: an answer cuts what is long, and
 * half a secret would not be known for one any more.
 */
export function redactedServices(services: ChatServices, redact: (text: string) => string): ChatServices {
  const orNull = (text: string | null): string | null => (text === null ? null : redact(text));
  const silence = <T extends Pick<Silence, 'target' | 'reason'>>(one: T): T => ({
    ...one,
    target: redact(one.target),
    reason: orNull(one.reason),
  });
  /** An incident's texts that may be a stranger's. */
  function incident<T extends Pick<IncidentView & Incident, 'title' | 'evidence' | 'cause' | 'next'>>(
    one: T,
  ): T {
    return {
      ...one,
      title: redact(one.title),
      evidence: redact(one.evidence),
      cause: orNull(one.cause),
      next: orNull(one.next),
    };
  }
  const mute = (one: Mute): Mute => ({ ...one, target: orNull(one.target), reason: orNull(one.reason) });
  const known = (one: Incident): Incident => ({
    ...incident(one),
    muted: one.muted === null ? null : mute(one.muted),
  });
  return {
    ...services,
    ...redactedCanaries(services, redact),
    ...redactedLedger(services, redact),
    async events(filter) {
      const events = await services.events(filter);
      return events.map((event) => ({
        ...event,
        type: redact(event.type),
        subject: orNull(event.subject),
      }));
    },
    async trace(id) {
      const trace = await services.trace(id);
      if (trace === null) return null;
      return { ...trace, steps: trace.steps.map((step) => ({ ...step, detail: redact(step.detail) })) };
    },
    incidents: async (filter) => (await services.incidents(filter)).map(incident),
    async incident(id) {
      const found = await services.incident(id);
      if (found === null) return null;
      return {
        ...incident(found),
        onCard: found.onCard.map(incident),
        history: found.history.map((note) => ({
          ...note,
          reason: redact(note.reason),
          detail: redact(note.detail),
        })),
      };
    },
    silences: async () => (await services.silences()).map(silence),
    async acknowledge(id, by) {
      const done = await services.acknowledge(id, by);
      return 'incident' in done ? { ...done, incident: known(done.incident) } : done;
    },
    async mute(target, forMs, reason, by) {
      const done = await services.mute(target, forMs, reason, by);
      switch (done.outcome) {
        case 'muted':
          return { ...done, silence: silence(done.silence), covers: done.covers.map(known) };
        case 'already-muted':
          return { ...done, incident: known(done.incident), mute: mute(done.mute) };
        case 'over':
          return { ...done, incident: known(done.incident) };
        case 'too-long':
        case 'bad-target':
        case 'too-many':
        case 'unknown':
        case 'unavailable':
          return done;
      }
    },
    async unmute(target, by) {
      const done = await services.unmute(target, by);
      switch (done.outcome) {
        case 'unmuted':
          return { ...done, silence: silence(done.silence), still: done.still.map(known) };
        case 'none': {
          const muted = done.muted === null ? null : known(done.muted);
          return { ...done, targets: done.targets.map(redact), muted };
        }
        case 'unavailable':
          return done;
      }
    },
  };
}
