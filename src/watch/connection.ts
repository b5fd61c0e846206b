import { MINUTE_MS, SECOND_MS } from '../core/duration.ts';
import type { Deferred } from '../core/incident.ts';
import { connectionIsDown, connectionWasDown } from './connection-said.ts';
import { afterCheck, BELIEVE_MS, type ConnectionState } from './connection-state.ts';
import type { Look, WatchDeps } from './deps.ts';
import { createOutageTeller } from './outage-teller.ts';
import { reach, type Connect, type Reached } from './reach.ts';
import { createRounds } from './rounds.ts';
import type { ConnectionSettings } from './schema.ts';
import { createTargetsTeller } from './targets-teller.ts';

/** How old the verdict may be that somebody gets who asks. */
const FRESH_MS = 15 * SECOND_MS;

export interface ConnectionWatchDeps extends WatchDeps {
  readonly connect: Connect;
  /** `HH:MM…` of an epoch millisecond in the configured zone. */
  readonly timeOfDay: (at: number) => string;
  /** What `alerts` did not judge because we were down, and its two ends: people were told, or it is judged after all. */
  readonly missed: () => Promise<readonly Deferred[]>;
  readonly forget: (told: readonly Deferred[]) => Promise<void>;
  readonly judge: () => Promise<void>;
  /** We are connected again, and that is told: what waits for it may be tried. */
  readonly cameBack: () => void;
  /** Did a message go out over the network and arrive, later than this epoch millisecond? */
  readonly deliveredSince: (at: number) => boolean;
}

/**
 * Is our own connection up? Down is only what two checks in a row found, and only where no target answered; and not where
 * a message arrived all the same.
 */
export interface ConnectionWatch {
  /** Resolves when it knows what the last process knew; the first check runs then. */
  start(): Promise<void>;
  /**
   * The newest check's verdict, of a new check where that is older than 15 s. A single failing check counts already: what
   * fails in that moment may be no one else's fault either. Where the next one does not confirm it, what was not judged
   * meanwhile is. Never rejects, and waits for nothing but a check: `alerts` asks while others wait for their turn.
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
    isDown: (since) => connectionIsDown(targets, newest?.reached.errors ?? [], since),
    wasDown: (outage, missed) => connectionWasDown(outage, missed, deps.timeOfDay),
  });

  const told = createTargetsTeller(targets, deps);

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
    loaded ??= recall();
    return loaded;
  }

  async function recall(): Promise<void> {
    const since = await outages.load();
    if (await told.load()) {
      state = { kind: 'untrusted' };
      outages.ended(clock.now(), true);
    } else if (since !== null) state = { kind: 'down', since, believedAt: clock.now() };
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
        // Nobody is told of a blip; where people are still to be told of an outage, its message says it.
        if (!outages.owes) void judgeAfterAll();
        break;
      case 'went-down':
        log.warn('connection-down', { errors });
        if (state.kind === 'down') outages.began(state.since);
        break;
      case 'came-back':
        log.info('connection-back');
        outages.ended(endedAt, false);
        break;
      case 'trusted-again':
        log.info('connection-targets-back');
        break;
    }
    if (isDoubtful()) doubt(endedAt);
    if (answered > 0 || state.kind === 'untrusted') told.tell(answered > 0, errors);
    const telling = outages.tell();
    // First that it is over: else what is sent now still says that we are down.
    if (step.change === 'came-back') void telling.then(deps.cameBack);
  }

  /** A message arrived after we were down for certain. */
  function isDoubtful(): boolean {
    return state.kind === 'down' && deps.deliveredSince(state.believedAt);
  }

  /** A message arrived, and the targets still don't answer. */
  function doubt(now: number): void {
    log.warn('connection-untrusted');
    state = { kind: 'untrusted' };
    outages.ended(now, true);
    void judgeAfterAll().then(() => outages.tell());
  }

  async function judgeAfterAll(): Promise<void> {
    try {
      await deps.activity.track(deps.judge());
    } catch (error) {
      log.warn('watch-failed', { watch: 'connection', error: String(error) });
    }
  }

  return {
    async start() {
      await load();
      // What a process left that died in a moment of doubt explains nothing any more.
      if (state.kind === 'up' && !outages.owes) void judgeAfterAll();
      rounds.start('now');
    },
    async down() {
      const fresh = newest !== null && clock.monotonic() - newest.at <= FRESH_MS;
      // A message that arrived says nothing yet: the targets may answer again as well.
      const settled = state.kind === 'untrusted' || (fresh && !isDoubtful());
      // Stopped, or logged where it broke: what was believed last stands.
      if (!settled) await rounds.look().catch(() => {});
      return state.kind === 'suspected' || state.kind === 'down';
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
