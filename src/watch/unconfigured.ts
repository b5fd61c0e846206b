import type { Observation } from '../core/incident.ts';
import { connectionUnwatched, targetsUnwatched } from './connection-said.ts';
import { pingsUnconfigured } from './deadman-said.ts';
import { DEADMAN_REPORTED } from './deadman.ts';
import type { WatchDeps } from './deps.ts';
import { keepAs } from './memory.ts';
import { OUTAGE_MEMORY } from './outage-teller.ts';
import { AT_ONCE } from './policies.ts';
import { TARGETS_REPORTED } from './targets-teller.ts';

/** What dispatch tells of a channel: `channel:NAME`, `channel:NAME:KIND`, `delivery:NAME:REASON`, `delivery:NAME:REASON:cards`. */
const OF_A_CHANNEL = /^(?:channel|delivery):([^:]+)(?::|$)/;

/**
 * Ends what was told of parts that have left the configuration, or it would stay open for ever. Call it at the start;
 * never rejects. What can't be stored is tried again at the next start.
 */
export async function endUnconfigured(
  deps: Pick<WatchDeps, 'memory' | 'observe' | 'log'>,
  configured: {
    readonly connection: boolean;
    readonly deadman: boolean;
  },
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

  if (!configured.connection) {
    await end(OUTAGE_MEMORY, connectionUnwatched());
    await end(TARGETS_REPORTED, targetsUnwatched());
  }
  if (!configured.deadman) await end(DEADMAN_REPORTED, pingsUnconfigured());
}

/** The same for `channels`, the names of all that are configured. `openFingerprints`: of incidents that are not over. */
export async function endUnconfiguredChannels(
  { observe }: Pick<WatchDeps, 'observe'>,
  channels: readonly string[],
  openFingerprints: readonly string[],
): Promise<void> {
  for (const fingerprint of openFingerprints) {
    const [, channel] = OF_A_CHANNEL.exec(fingerprint) ?? [];
    if (channel === undefined || channels.includes(channel)) continue;
    await observe(channelUnconfigured(fingerprint, channel));
  }
}

function channelUnconfigured(fingerprint: string, channel: string): Observation {
  return {
    fingerprint,
    source: 'pithead',
    ok: true,
    severity: 'info',
    title: `${channel} is no longer configured`,
    evidence: '',
    cause: null,
    next: null,
    labels: { channel },
    remote: false,
    rerun: null,
    except: [],
    policy: AT_ONCE,
  };
}
