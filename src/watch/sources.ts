import { z } from 'zod';
import { MINUTE_MS } from '../core/duration.ts';
import { errorText } from '../core/error-text.ts';
import type { WatchDeps } from './deps.ts';
import { keepAs, recallAs } from './memory.ts';
import { createReporter } from './reporter.ts';
import { createRounds } from './rounds.ts';
import {
  ASPECTS,
  sourceGone,
  sourceNoisy,
  sourceSilenceOver,
  sourceSilent,
  verificationFails,
  verificationWorks,
} from './source-said.ts';
import {
  createSourceState,
  noteAccepted,
  noteRefused,
  type Refusal,
  type SourceState,
} from './source-state.ts';

/** So many failed verifications in a row are an incident. */
const FAILURES_IN_A_ROW = 5;
const EVERY_MS = MINUTE_MS;
const MEMORY = 'sources';
const REPORTED = 'sources-reported';
const sinceSchema = z.record(z.string(), z.number());
const FINGERPRINT = /^source:(.+):([a-z]+)$/;

export interface WatchedSource {
  readonly name: string;
  /** How long it may be silent; `null`: as long as it likes. */
  readonly expectMs: number | null;
}

export interface SourceWatchDeps extends WatchDeps {
  readonly sources: readonly WatchedSource[];
  /** When each source last sent something that was accepted. */
  readonly lastEventAt: () => Promise<ReadonlyMap<string, number>>;
}

/** Are the senders silent, refused or too loud? Told of each request at once, judged once a minute. */
export interface SourceWatch {
  /** Reads what was before; the first judgement is a minute later. Never rejects. */
  start(): Promise<void>;
  /** An accepted event (a duplicate counts as well: it is as well signed). */
  accepted(source: string, now: number): void;
  /** For the listener's reasons; those that say nothing about the sender are passed over. */
  refused(source: string, refusal: Refusal): void;
  stop(): void;
}

export function createSourceWatch(deps: SourceWatchDeps): SourceWatch {
  const { sources, clock, log } = deps;
  const states = new Map(sources.map(({ name }) => [name, createSourceState()]));
  const startedAt = clock.now();
  const reporter = createReporter(deps, REPORTED);
  const rounds = createRounds(deps, 'sources', { run: judgeAll, nextMs: () => EVERY_MS });
  /** Since when those that never sent anything are waited for, by name. */
  let waitedSince: Readonly<Record<string, number>> = {};

  async function judgeAll(): Promise<void> {
    for (const source of sources) {
      const state = states.get(source.name);
      if (state === undefined) continue;
      await judgeSilence(source, state);
      await judgeVerification(source.name, state);
      await judgeNoise(source.name, state);
    }
  }

  async function judgeSilence({ name, expectMs }: WatchedSource, state: SourceState): Promise<void> {
    const { lastEventAt } = state;
    const now = clock.now();
    const since = lastEventAt ?? waitedSince[name] ?? startedAt;
    if (expectMs === null || now - since < expectMs) {
      state.silenceTold = false;
      const why = expectMs === null ? 'may be silent now' : 'sends again';
      await reporter.report(sourceSilenceOver(name, why));
    } else if (!state.silenceTold) {
      const silent = sourceSilent(name, { expectMs, lastEventAt, since, startedAt }, now);
      state.silenceTold = (await reporter.report(silent)) !== 'lost';
    }
  }

  async function judgeVerification(name: string, state: SourceState): Promise<void> {
    const { row, failures } = state;
    if (row >= FAILURES_IN_A_ROW) {
      if (failures === state.failuresTold) return;
      state.trusted = false;
      const action = await reporter.report(verificationFails(name, state));
      if (action !== 'lost') state.failuresTold = failures;
    } else if (state.trusted) {
      await reporter.report(verificationWorks(name));
    }
  }

  async function judgeNoise(name: string, state: SourceState): Promise<void> {
    const { noisy, limited } = state;
    if (!noisy) return;
    state.noisy = false;
    // It ends by being quiet, so nothing has to be remembered of it.
    const { action } = await deps.observe(sourceNoisy(name, state));
    if (action === 'lost') state.noisy = true;
    else state.limitedTold = limited;
  }

  async function recall(): Promise<void> {
    const kept = (await recallAs(deps, MEMORY, sinceSchema)) ?? {};
    const names = sources.filter(({ expectMs }) => expectMs !== null).map(({ name }) => name);
    waitedSince = Object.fromEntries(
      names.map((name) => [name, (Object.hasOwn(kept, name) ? kept[name] : undefined) ?? startedAt]),
    );
    if (JSON.stringify(kept) !== JSON.stringify(waitedSince)) await keepAs(deps, MEMORY, waitedSince);
    try {
      for (const [name, at] of await deps.lastEventAt()) {
        const state = states.get(name);
        if (state !== undefined) state.lastEventAt = Math.max(at, state.lastEventAt ?? at);
      }
    } catch (error) {
      log.warn('watch-memory-unreadable', { name: MEMORY, error: errorText(error) });
    }
  }

  /** What was told of sources that have left the configuration would stay open for ever. */
  async function endWhatIsGone(): Promise<void> {
    for (const fingerprint of await reporter.load()) {
      const [, name = '', aspect] = FINGERPRINT.exec(fingerprint) ?? [];
      const known = ASPECTS.find((each) => each === aspect);
      if (known !== undefined && !states.has(name)) await reporter.report(sourceGone(name, known));
    }
  }

  return {
    async start() {
      await recall();
      await endWhatIsGone();
      rounds.start('later');
    },
    accepted(source, now) {
      const state = states.get(source);
      if (state !== undefined) noteAccepted(state, now);
    },
    refused(source, refusal) {
      const state = states.get(source);
      if (state !== undefined) noteRefused(state, refusal);
    },
    stop: () => rounds.stop(),
  };
}
