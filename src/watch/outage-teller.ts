import { z } from 'zod';
import type { Deferred, Observation } from '../core/incident.ts';
import { createRunAlone } from './alone.ts';
import type { PastOutage } from './connection-said.ts';
import type { WatchDeps } from './deps.ts';
import { keepAs, recallAs } from './memory.ts';

/** Where it remembers in the room's memory. */
export const OUTAGE_MEMORY = 'connection';
const outageSchema = z.object({
  /** Of the first part, where it went on after an end that nobody was told of. */
  since: z.number(),
  /** Of the newest part; `until` is its end, `null` while it lasts. */
  beganAt: z.number(),
  until: z.number().nullable(),
  parts: z.number(),
  /** How long the parts before the newest lasted. */
  earlierMs: z.number(),
  /** True where the incident of it is stored. */
  told: z.boolean(),
  /** True where messages got through meanwhile. */
  doubted: z.boolean().default(false),
});
type Outage = Readonly<z.infer<typeof outageSchema>>;

export interface OutageTellerDeps extends WatchDeps {
  /** What was not judged meanwhile, and its end. */
  readonly missed: () => Promise<readonly Deferred[]>;
  /** Of these it was told; what was deferred again since stays. */
  readonly forget: (told: readonly Deferred[]) => Promise<void>;
  /** `since`: when it went down, in its first part. */
  readonly isDown: (since: number) => Observation;
  readonly wasDown: (outage: PastOutage, missed: readonly Deferred[]) => Observation;
}

/**
 * Tells `alerts` of our outages, beside the checks: `alerts` asks those while it judges, and would wait for itself.
 * What can't be stored is told again with the next check; nothing of it is lost in a restart.
 */
export interface OutageTeller {
  /** Since when it was down when the last process ended; `null`: it was not. */
  load(): Promise<number | null>;
  /** Where nobody was told of the end of the last one, that one goes on. */
  began(at: number): void;
  /** `doubted`: messages got through meanwhile. */
  ended(until: number, doubted: boolean): void;
  /** Tells what is to be told; resolves when nothing more can be told now. Never rejects. */
  tell(): Promise<void>;
  readonly owes: boolean;
}

export function createOutageTeller(deps: OutageTellerDeps): OutageTeller {
  let outage: Outage | null = null;
  let kept: Outage | null = null;
  const alone = createRunAlone(deps, OUTAGE_MEMORY);

  async function keep(): Promise<void> {
    const latest = outage;
    if (latest !== kept && (await keepAs(deps, OUTAGE_MEMORY, latest))) kept = latest;
  }

  async function tellBeginning(begun: Outage): Promise<boolean> {
    await keep();
    const { action } = await deps.observe(deps.isDown(begun.since));
    if (action === 'lost') return false;
    if (outage !== null) outage = { ...outage, told: true };
    await keep();
    return true;
  }

  async function tellEnd(over: Outage, until: number): Promise<boolean> {
    await keep();
    const { since, parts, doubted } = over;
    const downMs = over.earlierMs + until - over.beganAt;
    const missed = await deps.missed();
    const { action } = await deps.observe(deps.wasDown({ since, until, parts, downMs, doubted }, missed));
    // Noted only: it flaps, and is over when it was well for a while. Until then nobody was told.
    if (action === 'lost' || action === 'note') return false;
    await deps.forget(missed);
    // It may have begun anew meanwhile: then that is an outage of its own.
    if (outage !== null) outage = outage.until === until ? null : only(outage.beganAt, outage.until);
    await keep();
    return true;
  }

  /** True where something was told, so that there may be more. */
  async function tellNext(): Promise<boolean> {
    if (outage === null) return false;
    if (!outage.told) return tellBeginning(outage);
    return outage.until === null ? false : tellEnd(outage, outage.until);
  }

  async function tellAll(): Promise<void> {
    while (await tellNext());
  }

  return {
    async load() {
      outage = kept = await recallAs(deps, OUTAGE_MEMORY, outageSchema);
      return outage?.until === null ? outage.beganAt : null;
    },
    began(at) {
      if (outage === null) outage = only(at, null);
      else if (outage.until !== null) {
        outage = {
          ...outage,
          beganAt: at,
          until: null,
          parts: outage.parts + 1,
          earlierMs: outage.earlierMs + outage.until - outage.beganAt,
          told: false,
        };
      }
    },
    ended(until, doubted) {
      if (outage?.until === null) outage = { ...outage, until, doubted };
    },
    tell: () => alone(tellAll),
    get owes() {
      return outage !== null && (outage.until !== null || !outage.told);
    },
  };
}

function only(beganAt: number, until: number | null): Outage {
  return { since: beganAt, beganAt, until, parts: 1, earlierMs: 0, told: false, doubted: false };
}
