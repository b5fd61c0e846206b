import type { Observation } from '../core/incident.ts';
import { connectionUnwatched } from './connection-said.ts';
import { pingsUnconfigured } from './deadman-said.ts';
import { DEADMAN_REPORTED } from './deadman.ts';
import type { WatchDeps } from './deps.ts';
import { keepAs } from './memory.ts';
import { OUTAGE_MEMORY } from './outage-teller.ts';

/**
 * Ends what was told of parts that have left the configuration, or it would stay open for ever. Call it at the start;
 * never rejects. What can't be stored is tried again at the next start.
 */
export async function endUnconfigured(
  deps: Pick<WatchDeps, 'memory' | 'observe' | 'log'>,
  configured: { readonly connection: boolean; readonly deadman: boolean },
): Promise<void> {
  const { memory, observe, log } = deps;

  async function end(name: string, over: Observation): Promise<void> {
    // Whatever stands there: something was told.
    const kept = await memory.recall(name).catch((error: unknown) => {
      log.warn('watch-memory-unreadable', { name, error: String(error) });
      return null;
    });
    if (kept === null || kept === '') return;
    const { action } = await observe(over);
    if (action !== 'lost') await keepAs(deps, name, null);
  }

  if (!configured.connection) await end(OUTAGE_MEMORY, connectionUnwatched());
  if (!configured.deadman) await end(DEADMAN_REPORTED, pingsUnconfigured());
}
