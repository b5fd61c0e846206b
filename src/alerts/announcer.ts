import { errorText } from '../core/error-text.ts';
import type { IncidentId } from '../core/ids.ts';
import type { Incident } from '../core/incident.ts';
import { announcementOf } from './announce-card.ts';
import type { AlertsDeps } from './deps.ts';
import { onCard, type Memory } from './memory.ts';
import { note } from './plan/plan.ts';

/** Changes of different cards that are accepted side by side, to share a commit. */
const TOGETHER = 100;

export interface Announcer {
  /** Accepts what was not accepted yet; what can't be stays for the next time. Never rejects. */
  announceAll(): Promise<void>;
}

/** Makes an event of each card's newest change. */
export function createAnnouncer(
  deps: Pick<AlertsDeps, 'accept' | 'newId' | 'digest' | 'log' | 'clock' | 'store'> & {
    readonly memory: () => Memory;
  },
): Announcer {
  async function announce(id: IncidentId): Promise<void> {
    const memory = deps.memory();
    const card = memory.cards.get(id);
    const incidents = onCard(memory, id);
    const incoming = card === undefined ? null : announcementOf(card, incidents, deps.newId, deps.digest);
    const accepted = incoming === null ? null : await deps.accept(incoming);
    if (accepted?.outcome === 'unavailable') {
      deps.log.error('incident-unannounced', { incident: id, reason: accepted.reason });
      return;
    }
    memory.unannounced.delete(id);
    if (accepted?.outcome === 'accepted' && accepted.routes.length === 0) await noteNobody(incidents);
  }

  /** Whoever asks why nobody was called finds it in the trace. */
  async function noteNobody(incidents: readonly Incident[]): Promise<void> {
    const at = deps.clock.now();
    const why = 'no route leads to a channel that may hear of it';
    const notes = incidents.map(({ id }) => note(id, at, 'suppressed', 'no-channel', why));
    await deps.store.keepAlerts({ notes });
  }

  return {
    async announceAll() {
      const waiting = [...deps.memory().unannounced];
      try {
        for (let from = 0; from < waiting.length; from += TOGETHER) {
          await Promise.all(waiting.slice(from, from + TOGETHER).map(announce));
        }
      } catch (error) {
        deps.log.error('incident-unannounced', { error: errorText(error) });
      }
    },
  };
}
