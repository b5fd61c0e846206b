import { createClockSync } from '../clock-sync.ts';
import { clockTrust, type ClockTrust } from '../core/clock-trust.ts';
import type { Clock } from '../core/clock.ts';

/** Whether what the clock says can be believed, asked again each time. `newestKnown`: epoch milliseconds. */
export function createTrust(
  mode: 'checked' | 'trust',
  clock: Clock,
  newestKnown: number | null,
  given: boolean,
): () => ClockTrust {
  if (mode === 'trust') return () => ({ trusted: true });
  // Who gives a clock of his own answers for it.
  const synchronised = given ? () => null : createClockSync(clock);
  return () => clockTrust({ now: clock.now(), newestKnown, synchronised: synchronised() });
}
