import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/core/duration.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { startChat } from '../../support/http-chat.ts';
import { answers, fenced } from '../../support/models/replies.ts';
import { startModelServer } from '../../support/models/server.ts';
import { startProgram, tempDir } from '../../support/program.ts';
import type { MonthPlan } from './plan.ts';

export const CANARY = 'pong';
const MODEL = 'gpt-4.1-nano-2025-04-14';
const ANSWER = '{"reply":"pong"}';
const MIDNIGHT = Date.UTC(2026, 8, 1);
/** How far confirming runs are apart, from beginning to beginning. */
const CONFIRM_EVERY_MS = 30 * SECOND_MS;
const MOST = 500;

function promptFile(everyHours: number): string {
  return `---
provider: hosted
model: ${MODEL}
schedule: "0 */${everyHours} * * *"
assert:
  - { type: is-json }
  - { type: x-latency-baseline }
  - { type: x-model-id, value: ${MODEL} }
---
Answer with exactly ${ANSWER} and nothing else.
`;
}

/** One question that the model was asked. */
export interface Call {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly slot: number;
  /** False: what the slot's first run found is being confirmed. */
  readonly scheduled: boolean;
}

/** A message in the chat. Edits are none: they call nobody. */
export interface Heard {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The newest slot by then. */
  readonly slot: number;
  /** The card that it is, or stands under; `null`: none. */
  readonly card: string | null;
  readonly title: string;
  readonly facts: readonly string[];
  /** It makes a telephone ring. */
  readonly loud: boolean;
}

const incidentSchema = z.object({ fingerprint: z.string(), card: z.string() });

/** All that happened in a month, in order. */
export interface Month {
  readonly calls: readonly Call[];
  readonly heard: readonly Heard[];
  readonly incidents: readonly z.infer<typeof incidentSchema>[];
  /** Kinds of what the canary's history says to have changed. */
  readonly changes: readonly string[];
}

const CARD = /^Incident: (\S+)$/;
const canariesSchema = z.tuple([z.object({ nextAt: z.iso.datetime() })]);
const historySchema = z.object({ changes: z.array(z.object({ kind: z.string() })) });

/** Plays a month with the whole program, whose real client library asks a model server that does as `plan` says. */
export async function playMonth(plan: MonthPlan): Promise<Month> {
  const dir = tempDir();
  mkdirSync(join(dir.path, 'prompts/canaries'), { recursive: true });
  writeFileSync(join(dir.path, `prompts/canaries/${CANARY}.md`), promptFile(plan.slotMs / HOUR_MS));
  // A minute before, so that midnight is the first slot.
  const clock = createFakeClock(MIDNIGHT - MINUTE_MS);
  const [models, chat] = await Promise.all([startModelServer(), startChat()]);
  const calls: Call[] = [];
  const heard: Heard[] = [];
  let slot = 0;
  let seen = 0;

  models.always(() => {
    const scheduled = calls.at(-1)?.slot !== slot;
    calls.push({ at: clock.now(), slot, scheduled });
    const blip = scheduled ? (plan.blips.get(slot) ?? null) : null;
    const latencyMs = plan.latencyMs(slot, blip);
    const say = plan.isFenced(slot, blip) ? fenced : answers;
    return say(ANSWER, { beforeEnd: () => clock.advance(latencyMs) });
  });
  const program = await startProgram(
    dir.path,
    {
      timezone: 'UTC',
      channels: { phone: { type: 'http-chat', url: chat.url } },
      providers: {
        hosted: { api: 'openai', baseUrl: models.openai, apiKey: 'sk-of-the-canary-month', free: true },
      },
    },
    { clock, random: () => 0.5 },
  );

  /** When it resolves, nothing is in flight any more: what has come into the chat came at the clock's `now()`. */
  async function passUntil(at: number): Promise<void> {
    clock.advance(Math.max(0, at - clock.now()));
    await program.app.settled();
    for (const { kind, ref, id, title, facts, silent } of chat.got.slice(seen)) {
      if (kind === 'edit') continue;
      const card = chat.shown.get(ref ?? id)?.facts.flatMap((fact) => CARD.exec(fact)?.[1] ?? [])[0] ?? null;
      heard.push({ at: clock.now(), slot, card, title, facts, loud: !silent });
    }
    seen = chat.got.length;
  }

  try {
    await program.app.settled();
    const [{ nextAt }] = canariesSchema.parse(await program.get('/v1/canaries'));
    for (; slot < plan.slots; slot++) {
      let asked = -1;
      for (let at = Date.parse(nextAt) + slot * plan.slotMs; asked < calls.length; at += CONFIRM_EVERY_MS) {
        asked = calls.length;
        await passUntil(at);
      }
    }
    const incidents = z.array(incidentSchema).parse(await program.get(`/v1/incidents?limit=${MOST}`));
    const history = historySchema.parse(await program.get(`/v1/canaries/${CANARY}/history?since=31d`));
    return { calls, heard, incidents, changes: history.changes.map(({ kind }) => kind) };
  } finally {
    await program.app.stop();
    await Promise.all([models.close(), chat.close()]);
    dir.dispose();
  }
}
