import { HOUR_MS } from '../core/duration.ts';
import { errorText } from '../core/error-text.ts';
import type { IncidentId } from '../core/ids.ts';
import type { Observation } from '../core/incident.ts';
import type { MessageRef } from '../core/message.ts';
import { databaseFails, databaseWorks, type DatabaseTrouble } from './database-said.ts';
import type { WatchDeps } from './deps.ts';
import { createReporter } from './reporter.ts';

/** It is said without the store no more often: a disk at its brink would have it said again and again. */
const CRY_MS = HOUR_MS;
const REPORTED = 'database-reported';

/** What was said past the store: a message in each channel that took it. */
export type Cried = ReadonlyMap<string, MessageRef>;
const NOTHING: Cried = new Map();

export interface DatabaseTellerDeps extends WatchDeps {
  /** Says it in the chats at once and without the store, which can't keep it. Never rejects. */
  readonly cryOut: (observation: Observation) => Promise<Cried>;
  /** Makes these messages the incident's card in their channels; rejects where that can't be stored. */
  readonly adopt: (incident: IncidentId, cried: Cried) => Promise<void>;
}

/** Tells people of the database: through `alerts`, and past it where nothing can be stored. One thing at a time. */
export interface DatabaseTeller {
  load(): Promise<void>;
  /** True where its incident is stored, now or before; else it is cried out. */
  failing(trouble: DatabaseTrouble): Promise<boolean>;
  /** Call it where `failing` was true; false where the end can't be stored. */
  over(trouble: DatabaseTrouble): Promise<boolean>;
  /** It is well, and true where nobody believes otherwise. */
  well(): Promise<boolean>;
}

export function createDatabaseTeller(deps: DatabaseTellerDeps): DatabaseTeller {
  const { clock, log } = deps;
  /** The newest incident of it. */
  let incident: IncidentId | null = null;
  let told = false;
  let criedAt = -Infinity;
  let cried: Promise<Cried> = Promise.resolve(NOTHING);

  const reporter = createReporter(
    {
      ...deps,
      async observe(observation) {
        const observed = await deps.observe(observation);
        incident = observed.incident ?? incident;
        return observed;
      },
    },
    REPORTED,
  );

  /** What was cried out has been heard: it becomes the card, which changes there once all is over. */
  async function store(trouble: DatabaseTrouble): Promise<boolean> {
    const heard = await cried;
    const fails = databaseFails(trouble, clock.now());
    if (heard.size === 0) return (await reporter.report(fails)) !== 'lost';
    // Where the last incident comes back, its change belongs under the newer message already.
    const before = incident;
    if (before !== null && !(await adopted(before, heard))) return false;
    const silent: Observation = { ...fails, policy: { ...fails.policy, tell: 'when-over' } };
    if ((await reporter.report(silent)) === 'lost') return false;
    return incident === null || incident === before || adopted(incident, heard);
  }

  async function adopted(by: IncidentId, heard: Cried): Promise<boolean> {
    try {
      await deps.adopt(by, heard);
      return true;
    } catch (error) {
      log.warn('cry-not-adopted', { incident: by, error: errorText(error) });
      return false;
    }
  }

  return {
    async load() {
      await reporter.load();
    },
    async failing(trouble) {
      if (told) return true;
      told = await store(trouble);
      if (told || clock.monotonic() - criedAt < CRY_MS) return told;
      criedAt = clock.monotonic();
      cried = deps.activity.track(deps.cryOut(databaseFails(trouble, clock.now())));
      return false;
    },
    async over(trouble) {
      if ((await reporter.report(databaseWorks(trouble, clock.now()))) === 'lost') return false;
      told = false;
      cried = Promise.resolve(NOTHING);
      return true;
    },
    well: async () => (await reporter.report(databaseWorks(null, clock.now()))) === null,
  };
}
