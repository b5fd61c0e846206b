import { clip, oneLine } from '../../core/clip.ts';
import { sayDuration } from '../../core/duration.ts';
import { aboutChannel, type Finding } from '../../core/finding.ts';
import type { ChannelHealth } from '../../core/ports.ts';
import type { Check, DoctorDeps, ExaminedChannel } from '../check.ts';
import { errorText } from '../../core/error-text.ts';
import { guarded } from '../guarded.ts';

const MAX_ERROR = 120;

/** Each chat as its platform shows it, and how delivery to it goes. */
export const channelsCheck: Check = {
  about: 'channels',
  async run(deps) {
    const found = await Promise.all(
      deps.channels.map(async (channel) => {
        const { name, type, examine } = channel;
        const about = aboutChannel(type, name);
        return Promise.all([
          guarded(about, examine, deps),
          guarded(`${about}: deliveries`, () => deliveries(channel, deps), deps),
        ]);
      }),
    );
    return found.flat(2);
  },
};

async function deliveries(
  { name, type }: ExaminedChannel,
  { database, clock }: DoctorDeps,
): Promise<readonly Finding[]> {
  const about = `${aboutChannel(type, name)}: deliveries`;
  try {
    const trail = (await database?.trail()) ?? null;
    if (trail === null) return [];
    const [counts, health] = await Promise.all([trail.counts(name), trail.health(name)]);
    return [{ about, ...sayDeliveries(counts, health, clock.now()) }];
  } catch (error) {
    const fix = 'see what is said of the database';
    return [{ about, state: 'unknown', detail: `can't be read: ${errorText(error)}`, fix }];
  }
}

function sayDeliveries(
  { waiting, dead }: { readonly waiting: number; readonly dead: number },
  health: ChannelHealth,
  now: number,
): Omit<Finding, 'about'> {
  const counts = `${waiting} waiting, ${dead} given up`;
  if (health.failures === 0) return { state: 'ok', detail: counts, fix: null };
  const { downSince, failures, lastError } = health;
  const since =
    downSince === null ? `${failures} failures in a row` : `failing for ${sayDuration(now - downSince)}`;
  const last = lastError === null ? '' : `, last error: ${clip(oneLine(lastError), MAX_ERROR)}`;
  return {
    state: 'problem',
    detail: `${since}, ${counts}${last}`,
    fix: 'see what else is said of this channel; what waits is sent by itself once it works',
  };
}
