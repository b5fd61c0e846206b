import { SECOND_MS } from '../core/duration.ts';
import { errorText } from '../core/error-text.ts';
import { verdictOf } from '../core/far-end.ts';
import type { Message, MessageRef, Outgoing } from '../core/message.ts';
import type { Channel } from '../core/ports.ts';
import type { WatchDeps } from './deps.ts';
import { farewellMessage } from './heartbeat-message.ts';
import { keepPlace, recallPlace, type HeartbeatPlace } from './heartbeat-place.ts';
import { createRounds } from './rounds.ts';
import { unlessAborted, within } from './within.ts';

const LONGEST_MS = 30 * SECOND_MS;

export interface HeartbeatDeps extends Omit<WatchDeps, 'observe'> {
  readonly channel: Pick<Channel, 'name' | 'send' | 'pin'>;
  readonly everyMs: number;
  /** The message as it is at this moment; `heartbeatMessage` words it. */
  readonly summary: () => Promise<Message>;
}

/**
 * A message at the top of a chat that is edited again and again: one that is out of date says that nobody is there. What
 * fails is tried at the next period, never sooner: that the channel fails is told by the outbox.
 */
export interface Heartbeat {
  /** The first one is sent at once, and is not waited for. Never rejects. */
  start(): Promise<void>;
  stop(): void;
  /** Stops, and says in the message that it was on purpose. Gives up when `signal` aborts; never rejects. */
  farewell(signal: AbortSignal): Promise<void>;
}

export function createHeartbeat(deps: HeartbeatDeps): Heartbeat {
  const { channel, clock, everyMs, log } = deps;
  let place: HeartbeatPlace | null = null;
  let holdMs = 0;
  let failing = false;
  let pinFailing = false;
  let pinRefused = false;
  /** Stays the same until its message has arrived. */
  let nonce: string | null = null;

  const rounds = createRounds(deps, 'heartbeat', {
    run: beat,
    nextMs: () => Math.max(everyMs, holdMs),
  });

  async function beat(halt: AbortSignal): Promise<void> {
    holdMs = 0;
    try {
      await within(clock, LONGEST_MS, halt, async (signal) => {
        const message = await deps.summary();
        signal.throwIfAborted();
        await show(message, signal);
      });
      if (failing) log.info('heartbeat-back', { channel: channel.name });
      failing = false;
    } catch (error) {
      if (!halt.aborted) await failed(error);
      return;
    }
    if (place !== null && !place.pinned) await pin(place.ref, halt);
  }

  async function show(message: Message, signal: AbortSignal): Promise<void> {
    nonce ??= `heartbeat-${clock.now().toString(36)}`;
    const ref = await channel.send(outgoing(message, place?.ref ?? null), {
      nonce,
      possibleRepeat: false,
      signal,
    });
    nonce = null;
    if (ref.id === place?.ref.id) return;
    await moved({ ref, pinned: false });
  }

  async function pin(ref: MessageRef, halt: AbortSignal): Promise<void> {
    if (channel.pin === undefined || pinRefused) return;
    try {
      await within(clock, LONGEST_MS, halt, async (signal) => channel.pin?.(ref, signal));
      pinFailing = false;
      await moved({ ref, pinned: true });
    } catch (error) {
      if (halt.aborted) return;
      // Without the right to pin it would be refused each time: the next start asks again.
      pinRefused = verdictOf(error).action === 'refuse';
      if (!pinFailing) log.warn('heartbeat-not-pinned', { channel: channel.name, error: errorText(error) });
      pinFailing = true;
    }
  }

  async function failed(error: unknown): Promise<void> {
    const verdict = verdictOf(error);
    holdMs = verdict.retryAfterMs ?? 0;
    if (!failing) log.warn('heartbeat-failed', { channel: channel.name, error: errorText(error) });
    failing = true;
    // What it edits is gone: the next one is a new message.
    if (place !== null && verdict.reason === 'not-found') await moved(null);
  }

  async function moved(to: HeartbeatPlace | null): Promise<void> {
    place = to;
    await keepPlace(deps, channel.name, to);
  }

  return {
    async start() {
      place = await recallPlace(deps, channel.name);
      rounds.start('now');
    },
    stop: () => rounds.stop(),
    async farewell(signal) {
      rounds.stop();
      if (place === null) return;
      const { ref } = place;
      const last = { nonce: `farewell-${clock.now().toString(36)}`, possibleRepeat: false, signal };
      try {
        await unlessAborted(signal, () => channel.send(outgoing(farewellMessage(clock.now()), ref), last));
      } catch (error) {
        log.info('heartbeat-no-farewell', { channel: channel.name, error: errorText(error) });
      }
    },
  };
}

function outgoing(message: Message, ref: MessageRef | null): Outgoing {
  const common = { message, severity: 'info', status: null, buttons: [], silent: true } as const;
  return ref === null ? { kind: 'post', origin: null, ...common } : { kind: 'edit', ref, ...common };
}
