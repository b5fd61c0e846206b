import { MINUTE_MS, SECOND_MS } from '../core/duration.ts';
import type { Deferred } from '../core/incident.ts';
import { connectionIsDown, connectionWasDown } from './connection-said.ts';
import { afterCheck, BELIEVE_MS, type ConnectionState } from './connection-state.ts';
import type { Look, WatchDeps } from './deps.ts';
import { createOutageTeller } from './outage-teller.ts';
import { reach, type Connect, type Reached } from './reach.ts';
import { createRounds } from './rounds.ts';
import type { ConnectionSettings } from './schema.ts';

/** How old the verdict may be that somebody gets who asks. */
const FRESH_MS = 15 * SECOND_MS;

export interface ConnectionWatchDeps extends WatchDeps {
  readonly connect: Connect;
  /** `HH:MM…` of an epoch millisecond in the configured zone. */
  readonly timeOfDay: (at: number) => string;
  /** What `alerts` did not judge because we were down, and its end. */
  readonly missed: () => Promise<readonly Deferred[]>;
  readonly forget: () => Promise<void>;
}

/** Is our own connection up? Down is only what two checks in a row found, and only where no target answered. */
export interface ConnectionWatch {
  /** Resolves when it knows what the last process knew; the first check runs then. */
  start(): Promise<void>;
  /**
   * The newest check's verdict, of a new check where that is older than 15 s. A single failing check counts already: what
   * fails in that moment is no one else's fault either. Never rejects.
   */
  down(): Promise<boolean>;
  rerun(): Promise<Look>;
  stop(): void;
}

export function createConnectionWatch(
  { targets, everyMs }: ConnectionSettings,
  deps: ConnectionWatchDeps,
): ConnectionWatch {
  const { clock, log } = deps;
  let state: ConnectionState = { kind: 'up' };
  let newest: { readonly at: number; readonly reached: Reached } | null = null;
  let loaded: Promise<void> | null = null;

  const outages = createOutageTeller({
    ...deps,
    isDown: () => connectionIsDown(targets, newest?.reached.errors ?? []),
    wasDown: (outage, missed) => connectionWasDown(outage, missed, deps.timeOfDay),
  });

  const rounds = createRounds(deps, 'connection', {
    async run(halt): Promise<Reached> {
      await load();
      const startedAt = clock.now();
      const reached = await reach(targets, deps.connect, clock, halt);
      newest = { at: clock.monotonic(), reached };
      judge(reached, startedAt);
      return reached;
    },
    nextMs() {
      if (state.kind === 'suspected') return Math.max(0, state.seenAt + BELIEVE_MS - clock.now());
      return state.kind === 'down' || outages.owes ? Math.min(everyMs, MINUTE_MS) : everyMs;
    },
  });

  function load(): Promise<void> {
    loaded ??= outages.load().then((since) => {
      if (since !== null) state = { kind: 'down', since };
    });
    return loaded;
  }

  function judge({ answered, errors }: Reached, startedAt: number): void {
    const endedAt = clock.now();
    const step = afterCheck(state, answered > 0, { startedAt, endedAt });
    ({ state } = step);
    switch (step.change) {
      case 'none':
        break;
      case 'suspected':
        log.warn('connection-suspected', { errors });
        break;
      case 'blip':
        log.info('connection-blip');
        forgetBlip();
        break;
      case 'went-down':
        log.warn('connection-down', { errors });
        if (state.kind === 'down') outages.began(state.since);
        break;
      case 'came-back':
        log.info('connection-back');
        outages.ended(endedAt);
        break;
    }
    outages.tell();
  }

  /** Nobody is told of a blip, so what was not judged because of it must not stand in the next outage's message. */
  function forgetBlip(): void {
    if (outages.owes) return;
    deps.activity.track(deps.forget()).catch((error: unknown) => {
      log.warn('watch-failed', { watch: 'connection', error: String(error) });
    });
  }

  return {
    async start() {
      await load();
      rounds.start('now');
    },
    async down() {
      if (newest !== null && clock.monotonic() - newest.at <= FRESH_MS) return newest.reached.answered === 0;
      try {
        return (await rounds.look()).answered === 0;
      } catch {
        // Stopped, or logged where it broke: what was believed last stands.
        return state.kind !== 'up';
      }
    },
    async rerun() {
      const { answered, errors } = await rounds.look();
      return answered > 0
        ? { outcome: 'ok', detail: `${answered} of ${targets.length} targets answered` }
        : { outcome: 'failing', detail: `no target answered: ${errors.join('; ')}` };
    },
    stop: () => rounds.stop(),
  };
}
