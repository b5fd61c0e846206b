import { z } from 'zod';
import type { AdmittedCall } from '../../core/chat.ts';
import type { Clock } from '../../core/clock.ts';
import { MINUTE_MS, SECOND_MS } from '../../core/duration.ts';
import { verdictOf } from '../../core/far-end.ts';
import type { Message } from '../../core/message.ts';
import type { Log } from '../../core/ports.ts';
import { pause } from '../deadline.ts';
import { createProgress } from '../progress.ts';
import { answerBody, picturedAnswer, type AnswerContent } from './answer-body.ts';
import type { Api } from './api.ts';
import { DiscordError } from './discord-error.ts';
import type { Interaction } from './interaction.ts';

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
/** A picture that does not get through must not keep the text back. */
const PICTURE_TRIES = 3;

export interface AnswerDeps {
  readonly api: Api;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborts when the bot is closed. */
  readonly signal: AbortSignal;
}

/**
 * Shows at once that the command or press is heard (Discord gives 3 s), then what is being done, and the answer when there
 * is one. What can't be answered any more is only logged. Never throws.
 */
export async function answer(
  interaction: Interaction,
  admitted: AdmittedCall,
  deps: AnswerDeps,
): Promise<void> {
  const { clock, log } = deps;
  const since = clock.monotonic();
  const left = (): number => TOKEN_LIVES_MS - (clock.monotonic() - since);
  const progress = createProgress(
    (message, ends) => change(interaction, { body: answerBody(message) }, deps.api, ends),
    deps,
  );
  try {
    await showHeard(interaction, deps).catch((error: unknown) => {
      admitted.passOver();
      throw error;
    });
    progress.begin();
    const message = await admitted.run(progress.report);
    await progress.end();
    await complete(message, interaction, left, deps);
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
  await callBack(interaction, { type: MESSAGE, data: { ...answerBody(message), flags: EPHEMERAL } }, deps);
}

async function callBack(interaction: Interaction, body: unknown, { api, signal }: AnswerDeps): Promise<void> {
  const { id, token } = interaction;
  const path = api.library.Routes.interactionCallback(id, token);
  await api.call({ method: 'POST', path, body, auth: false }, z.unknown(), signal);
}

/** With its picture, or without it where Discord does not take that. Throws where it can't be answered any more. */
async function complete(
  message: Message,
  interaction: Interaction,
  left: () => number,
  deps: AnswerDeps,
): Promise<void> {
  const { image } = message;
  if (image !== undefined) {
    try {
      return await untilTaken(picturedAnswer(message, image), interaction, left, deps, PICTURE_TRIES);
    } catch (error) {
      deps.log.warn('picture-not-shown', { detail: error instanceof Error ? error.message : 'unknown' });
    }
  }
  await untilTaken({ body: answerBody(message) }, interaction, left, deps, Infinity);
}

/** `left`: milliseconds for which Discord still takes an answer. */
async function untilTaken(
  content: AnswerContent,
  interaction: Interaction,
  left: () => number,
  { api, clock, signal }: AnswerDeps,
  mostTries: number,
): Promise<void> {
  for (let tries = 1; !signal.aborted; tries++) {
    if (left() <= 0) throw new Error('it took longer than the 15 minutes that Discord waits');
    try {
      return await change(interaction, content, api, signal);
    } catch (error) {
      const { action, reason, retryAfterMs } = verdictOf(error);
      if (action === 'refuse' || reason === 'unauthorized' || tries >= mostTries) throw error;
      await pause(clock, Math.min(retryAfterMs ?? AGAIN_MS, left()), signal);
    }
  }
}

/** What stands there as the answer becomes this. Throws a `FarEndError`. */
async function change(
  { applicationId, token }: Interaction,
  content: AnswerContent,
  api: Api,
  signal: AbortSignal,
): Promise<void> {
  const path = api.library.Routes.webhookMessage(applicationId, token, '@original');
  await api.call({ method: 'PATCH', path, ...content, auth: false }, z.unknown(), signal);
}
