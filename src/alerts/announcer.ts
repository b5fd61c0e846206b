import { errorText } from '../core/error-text.ts';
import type { IncidentId } from '../core/ids.ts';
import type { AlertsDeps } from './deps.ts';
import { announcementOf } from './announce-card.ts';
import { onCard, type Memory } from './memory.ts';

/** Changes of different cards that are accepted side by side, to share a commit. */
const TOGETHER = 100;

export interface Announcer {
  /** Accepts what was not accepted yet; what can't be stays for the next time. Never rejects. */
  announceAll(): Promise<void>;
}

/** Makes an event of each card's newest change. */
export function createAnnouncer(
  deps: Pick<AlertsDeps, 'accept' | 'newId' | 'digest' | 'log'> & { readonly memory: () => Memory },
): Announcer {
  async function announce(id: IncidentId): Promise<void> {
    const memory = deps.memory();
    const card = memory.cards.get(id);
    const incoming =
      card === undefined ? null : announcementOf(card, onCard(memory, id), deps.newId, deps.digest);
    const accepted = incoming === null ? null : await deps.accept(incoming);
    if (accepted?.outcome === 'unavailable') {
      deps.log.error('incident-unannounced', { incident: id, reason: accepted.reason });
    } else memory.unannounced.delete(id);
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
