import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from './core/clock.ts';

/** Where systemd-timesyncd keeps its state while it runs (systemd-timesyncd.service(8)). */
const TIMESYNC_DIRECTORY = '/run/systemd/timesync';
const CACHE_MS = 1_000;

/**
 * Asks whether the system's clock has been synchronised: `null` where systemd-timesyncd does not run, so that
 * nobody knows (a container, another system, another time service). Looks at most once a second.
 */
export function createClockSync(
  clock: Pick<Clock, 'monotonic'>,
  directory = TIMESYNC_DIRECTORY,
): () => boolean | null {
  let known: { readonly at: number; readonly synchronised: boolean | null } | null = null;
  return () => {
    const at = clock.monotonic();
    if (known === null || at - known.at >= CACHE_MS) {
      known = {
        at,
        synchronised: existsSync(directory) ? existsSync(join(directory, 'synchronized')) : null,
      };
    }
    return known.synchronised;
  };
}
