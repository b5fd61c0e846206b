import { errorText } from '../core/error-text.ts';
import { createInTurn } from '../core/in-turn.ts';
import type { Actor } from '../core/incident.ts';
import type { Paused, Resumed } from '../core/ledger-deeds.ts';
import type { Pause } from '../core/ledger.ts';
import type { LedgerDeps } from './deps.ts';

const MAX_REASON = 200;
/** Pauses and resumes that wait for the disk at most. */
const MOST_WAITING = 100;

/** Who has been stopped by somebody. */
export interface Pauses {
  load(): Promise<void>;
  /** `null`: it may go on. */
  of(workflow: string): Pause | null;
  all(): readonly Pause[];
  pause(workflow: string, reason: string | null, by: Actor): Promise<Paused>;
  resume(workflow: string, by: Actor): Promise<Resumed>;
}

interface PausesDeps extends Pick<LedgerDeps, 'clock' | 'log' | 'redact'> {
  readonly store: Pick<LedgerDeps['store'], 'pauses' | 'keepPause' | 'endPause'>;
  /** Everybody who can be stopped. */
  readonly names: () => readonly string[];
}

export function createPauses(deps: PausesDeps): Pauses {
  const { store, clock, log } = deps;
  const paused = new Map<string, Pause>();
  /** One after another: who pauses while a resume is being written means it. */
  const inTurn = createInTurn(MOST_WAITING);

  /** Of who has left the configuration a pause can be ended still. */
  function unknown(
    workflow: string,
  ): { readonly outcome: 'unknown'; readonly names: readonly string[] } | null {
    const names = deps.names();
    return names.includes(workflow) || paused.has(workflow) ? null : { outcome: 'unknown', names };
  }

  function unavailable(error: unknown): { readonly outcome: 'unavailable' } {
    log.error('pause-failed', { error: errorText(error) });
    return { outcome: 'unavailable' };
  }

  return {
    async load() {
      for (const pause of await store.pauses()) paused.set(pause.workflow, pause);
    },
    of: (workflow) => paused.get(workflow) ?? null,
    all: () => [...paused.values()],
    pause: (workflow, reason, by) => inTurn(() => pause(workflow, reason, by)).catch(unavailable),
    resume: (workflow, by) => inTurn(() => resume(workflow, by)).catch(unavailable),
  };

  async function pause(workflow: string, reason: string | null, by: Actor): Promise<Paused> {
    const nobody = unknown(workflow);
    if (nobody !== null) return nobody;
    const known = paused.get(workflow);
    if (known !== undefined) return { outcome: 'already-paused', pause: known };
    const why = reason === null ? null : deps.redact(reason).slice(0, MAX_REASON);
    const pause = { workflow, at: clock.now(), by: by.name, reason: why };
    // It holds at once; a caller who asks meanwhile must not slip through.
    paused.set(workflow, pause);
    try {
      await store.keepPause(pause);
    } catch (error) {
      paused.delete(workflow);
      return unavailable(error);
    }
    log.info('workflow-paused', { workflow, by: by.name });
    return { outcome: 'paused', pause };
  }

  async function resume(workflow: string, by: Actor): Promise<Resumed> {
    const nobody = unknown(workflow);
    if (nobody !== null) return nobody;
    const pause = paused.get(workflow);
    if (pause === undefined) return { outcome: 'not-paused' };
    try {
      await store.endPause(workflow);
    } catch (error) {
      return unavailable(error);
    }
    paused.delete(workflow);
    log.info('workflow-resumed', { workflow, by: by.name });
    return { outcome: 'resumed', pause };
  }
}
