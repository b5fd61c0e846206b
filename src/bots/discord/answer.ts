import { z } from 'zod';
import type { AdmittedCall } from '../../core/chat.ts';
import type { Clock } from '../../core/clock.ts';
import { MINUTE_MS, SECOND_MS } from '../../core/duration.ts';
import { verdictOf } from '../../core/far-end.ts';
import type { Message } from '../../core/message.ts';
import type { Log } from '../../core/ports.ts';
import { pause } from '../deadline.ts';
import type { Api } from './api.ts';
import { DiscordError } from './discord-error.ts';
import { embedOf } from './embed.ts';
import type { Interaction } from './interaction.ts';
import { NO_MENTIONS } from './payload.ts';

const DEFERRED = 5;
const MESSAGE = 4;
/** Message flag 1 << 6: only who asked sees it. */
const EPHEMERAL = 64;
/** How long an interaction's token lives (Discord's documentation). */
const TOKEN_LIVES_MS = 15 * MINUTE_MS;
const AGAIN_MS = 2 * SECOND_MS;
/** Discord takes the first sign for 3 s. */
const SHOWN_WITHIN_MS = 2_500;
const SHOWN_AGAIN_MS = 250;
const ALREADY_ACKNOWLEDGED = 40_060;

export interface AnswerDeps {
  readonly api: Api;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborts when the bot is closed. */
  readonly signal: AbortSignal;
}

/**
 * Shows at once that the command or press is heard (Discord gives 3 s), and the answer when there is one. What can't be answered
 * any more is only logged. Never throws.
 */
export async function answer(
  interaction: Interaction,
  admitted: AdmittedCall,
  deps: AnswerDeps,
): Promise<void> {
  const { clock, log, signal } = deps;
  const since = clock.monotonic();
  try {
    await showHeard(interaction, deps).catch((error: unknown) => {
      admitted.passOver();
      throw error;
    });
    const message = await admitted.run();
    const left = (): number => TOKEN_LIVES_MS - (clock.monotonic() - since);
    while (!signal.aborted) {
      if (left() <= 0) throw new Error('it took longer than the 15 minutes that Discord waits');
      const again = await complete(interaction, message, deps);
      if (again === null) return;
      await pause(clock, Math.min(again, left()), signal);
    }
  } catch (error) {
    log.warn('command-not-answered', {
      command: interaction.call.command,
      detail: error instanceof Error ? error.message : 'unknown',
    });
  }
}

/** Tries for as long as Discord waits; throws where it did not work. */
async function showHeard(interaction: Interaction, deps: AnswerDeps): Promise<void> {
  const { clock, signal } = deps;
  const since = clock.monotonic();
  for (let tries = 1; ; tries++) {
    try {
      await callBack(interaction, { type: DEFERRED, data: { flags: EPHEMERAL } }, deps);
      return;
    } catch (error) {
      // An earlier try of ours arrived, though its answer did not; at the first it was somebody else's.
      if (tries > 1 && error instanceof DiscordError && error.code === ALREADY_ACKNOWLEDGED) return;
      const { action, reason, retryAfterMs } = verdictOf(error);
      const ms = retryAfterMs ?? SHOWN_AGAIN_MS;
      const late = clock.monotonic() - since + ms > SHOWN_WITHIN_MS;
      if (action === 'refuse' || reason === 'unauthorized' || late || signal.aborted) throw error;
      await pause(clock, ms, signal);
    }
  }
}

/** Answers in one go, where nothing has to be waited for. Throws a `FarEndError`. */
export async function answerNow(interaction: Interaction, message: Message, deps: AnswerDeps): Promise<void> {
  await callBack(interaction, { type: MESSAGE, data: { ...shown(message), flags: EPHEMERAL } }, deps);
}

async function callBack(interaction: Interaction, body: unknown, { api, signal }: AnswerDeps): Promise<void> {
  const { id, token } = interaction;
  const path = api.library.Routes.interactionCallback(id, token);
  await api.call({ method: 'POST', path, body, auth: false }, z.unknown(), signal);
}

/** `null`: done. Else milliseconds until it is worth another try; throws where none is. */
async function complete(
  interaction: Interaction,
  message: Message,
  deps: AnswerDeps,
): Promise<number | null> {
  const { applicationId, token } = interaction;
  const path = deps.api.library.Routes.webhookMessage(applicationId, token, '@original');
  try {
    await deps.api.call(
      { method: 'PATCH', path, body: shown(message), auth: false },
      z.unknown(),
      deps.signal,
    );
    return null;
  } catch (error) {
    const { action, reason, retryAfterMs } = verdictOf(error);
    if (action === 'refuse' || reason === 'unauthorized') throw error;
    return retryAfterMs ?? AGAIN_MS;
  }
}

function shown(message: Message) {
  return {
    embeds: [embedOf({ message, severity: 'info', status: null, origin: null, possibleRepeat: false })],
    allowed_mentions: NO_MENTIONS,
  };
}
