import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DAY_MS } from '../../../src/core/duration.ts';
import { CHANNEL_ID } from '../../support/discord/objects.ts';
import { DISCORD_TOKEN, startDiscord, type FakeDiscord } from '../../support/discord/server.ts';
import { tempDir } from '../../support/program.ts';
import { FORUM, TOPIC } from '../../support/telegram/chats.ts';
import { BOT_TOKEN, startTelegram, type FakeTelegram } from '../../support/telegram/server.ts';
import { CHAT_AWAY, isOffline, LOOKS, observe, OFFLINE, PROBES } from './probes.ts';
import { startClocked, type ClockedProgram } from './program.ts';

const START = Date.UTC(2026, 10, 28);
const LOOK_MS = DAY_MS / LOOKS;
/** Looks in the middle of which the process is killed hard. */
const KILLS = [7, 16, 33];
/** Looks after which somebody takes on what is open: in the morning and after work. */
const ACKNOWLEDGED = [12, 34];
const MOST_MESSAGES = 60;

const incidentSchema = z.object({
  id: z.string(),
  fingerprint: z.string(),
  state: z.string(),
  card: z.string(),
  observations: z.number(),
  notifications: z.number(),
});
type Incident = z.infer<typeof incidentSchema>;
const traceSchema = z.object({
  steps: z.array(z.object({ step: z.string(), detail: z.string() })),
});

const dir = tempDir();
let telegram: FakeTelegram;
let discord: FakeDiscord;
let targets: readonly Server[];

beforeAll(async () => {
  [telegram, discord] = await Promise.all([startTelegram(), startDiscord()]);
  targets = [createServer(), createServer()];
  for (const target of targets) await listen(target, 0);
});

afterAll(async () => {
  await Promise.all([telegram.close(), discord.close()]);
  for (const target of targets) target.close();
  dir.dispose();
});

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

function portOf(server: Server): number {
  return z.object({ port: z.number() }).parse(server.address()).port;
}

/** What chats hold in the end, whatever the platform. */
interface Shown {
  readonly id: string;
  readonly text: string;
  readonly card: string | null;
  readonly repeat: boolean;
}

const CARD = /Incident[*:\s]+`?([0-7][0-9a-hjkmnp-tv-z]{12})/;

function shown(id: string, text: string, isReply: boolean): Shown {
  const card = isReply ? null : (CARD.exec(text)?.[1] ?? null);
  return { id, text, card, repeat: /possible repeat/i.test(text) };
}

function onTelegram(): readonly Shown[] {
  return telegram.sent.map(({ id, text, replyTo }) => shown(`${id}`, text, replyTo !== null));
}

function onDiscord(): readonly Shown[] {
  return discord.messages.all.map(({ id, embeds, message_reference: reply }) => {
    const [embed] = embeds;
    return shown(id, `${embed?.title ?? ''}\n${embed?.description ?? ''}`, reply !== undefined);
  });
}

describe('a day of forty probes, flapping, an outage of our own, one of a chat and three hard kills', () => {
  it('is one card an incident and few messages, misses nothing, and says why nobody was called', async () => {
    const ports = targets.map(portOf);
    const config = join(dir.path, 'config.json');
    writeFileSync(
      config,
      JSON.stringify({
        server: { public: { port: 0 }, private: { port: 0 }, clock: 'trust' },
        storage: `sqlite:${join(dir.path, 'pithead.db')}`,
        timezone: 'UTC',
        channels: {
          ops: { type: 'telegram', token: BOT_TOKEN, chat: FORUM, thread: TOPIC, apiRoot: telegram.url },
          phone: { type: 'discord', token: DISCORD_TOKEN, channel: CHANNEL_ID, apiRoot: discord.apiRoot },
        },
        routes: [
          { name: 'probes', source: 'canary', to: ['ops'] },
          { name: 'own', source: 'pithead', to: ['ops', 'phone'] },
        ],
        alerts: {
          quiet: [{ from: '22:00', to: '07:00' }],
          escalate: [{ after: '30m', to: ['phone'], severities: ['critical'] }],
          connection: { targets: [`127.0.0.1:${ports[0]}`, `localhost:${ports[1]}`] },
        },
      }),
    );
    const began = performance.now();
    let program: ClockedProgram = await startClocked(config, START);
    let failing = 0;
    let chatAway = false;
    for (let look = 0; look < LOOKS; look++) {
      if (look === OFFLINE.from || look === OFFLINE.to + 1) await switchAll(look === OFFLINE.from, ports);
      if (look === CHAT_AWAY.from) await telegram.away();
      if (look === CHAT_AWAY.to + 1) await telegram.back();
      chatAway = look >= CHAT_AWAY.from && look <= CHAT_AWAY.to;
      const observations = PROBES.map((probe) => observe(probe, look));
      failing += observations.filter(({ ok }) => !ok).length;
      const step = { passMs: LOOK_MS, observations };
      if (KILLS.includes(look)) {
        const [before, after] = [START + look * LOOK_MS, START + (look + 1) * LOOK_MS];
        const calls = telegram.calls.length;
        const moment = isOffline(look) ? realMs(150) : telegram.until(() => telegram.calls.length > calls);
        await program.killIn(step, Promise.race([moment, realMs(2_000)]));
        program = await startClocked(config, chatAway ? before : after);
        // What the dead process had not seen is seen by the next one.
        await program.step({ passMs: 0, observations });
      } else await program.step(step);
      if (ACKNOWLEDGED.includes(look)) await acknowledgeAll(program);
    }
    const all = z.array(incidentSchema).parse(await program.get('/v1/incidents?limit=500'));
    const told = await suppressedOf(program, all);
    await program.stop();

    expect(failing).toBeGreaterThanOrEqual(1_000);
    expectRightIncidents(all);
    expectCards(onTelegram(), all);
    expectCards(onDiscord(), all);
    expectOneOfWhatWasMissed();
    const messages = onTelegram().length + onDiscord().length;
    expect(messages).toBeLessThanOrEqual(MOST_MESSAGES);
    const cards = new Set(all.map(({ card }) => card)).size;
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    console.log(
      `a day in ${seconds} s: ${failing} failing observations of ${PROBES.length} probes, ${all.length} incidents on ${cards} cards, ${onTelegram().length} messages on Telegram and ${onDiscord().length} on Discord (${messages} in all), ${told} observations called nobody, each with its reason`,
    );
  }, 120_000);
});

/** Our own connection and with it both chats go away, or come back. */
async function switchAll(away: boolean, ports: readonly number[]): Promise<void> {
  if (!away) {
    await Promise.all([telegram.back(), discord.comeBack()]);
    for (const [i, target] of targets.entries()) await listen(target, ports[i] ?? 0);
    return;
  }
  await Promise.all([telegram.away(), discord.goAway()]);
  for (const target of targets) target.close();
}

function realMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Ada takes on what is open, from the command line. */
async function acknowledgeAll(program: ClockedProgram): Promise<void> {
  const open = z.array(incidentSchema).parse(await program.get('/v1/incidents?open=true'));
  for (const { id } of open)
    expect(await program.post(`/v1/incidents/${id}/ack`, { as: 'ada' })).toBeLessThan(300);
}

/** Every probe whose target had trouble has an incident, and no other has one. */
function expectRightIncidents(all: readonly Incident[]): void {
  const had = new Set(all.map(({ fingerprint }) => fingerprint));
  for (const { name, expected } of PROBES)
    expect([name, had.has(name)]).toEqual([name, expected === 'incident']);
  const twice = all.filter(({ fingerprint }) => fingerprint.endsWith(':mail.example'));
  expect(new Set(twice.map(({ card }) => card)).size).toBe(2);
}

/** Each card stands once, in its last state; a copy is marked, and there are no more of those than kills. */
function expectCards(messages: readonly Shown[], all: readonly Incident[]): void {
  const byCard = Map.groupBy(
    messages.filter(({ card }) => card !== null),
    ({ card }) => card,
  );
  let copies = 0;
  for (const [card, posts] of byCard) {
    const incidents = all.filter((incident) => incident.card === card);
    const over = incidents.every(({ state }) => state === 'resolved');
    expect(incidents).not.toEqual([]);
    expect(posts.at(-1)?.text.includes('Resolved')).toBe(over);
    copies += posts.length - 1;
    for (const copy of posts.slice(1)) expect(copy.repeat).toBe(true);
  }
  expect(copies).toBeLessThanOrEqual(KILLS.length);
}

function expectOneOfWhatWasMissed(): void {
  const said = onTelegram().filter(({ text }) => text.includes('Our own connection was down'));
  expect(said).toHaveLength(1);
  expect(said[0]?.text).toContain('Not judged meanwhile');
}

/** Each failing observation of an incident opened it, called people or says in the trace why it did not; how many did not. */
async function suppressedOf(program: ClockedProgram, all: readonly Incident[]): Promise<number> {
  let suppressed = 0;
  for (const { id, observations } of all) {
    const { steps } = traceSchema.parse(await program.get(`/v1/trace/${id}`));
    const hushed = steps.filter(({ step }) => step === 'suppressed');
    expect(hushed.every(({ detail }) => detail !== '')).toBe(true);
    const silent = hushed.reduce((sum, { detail }) => sum + Number(/×(\d+)/.exec(detail)?.[1] ?? 1), 0);
    const called = steps.filter(({ step }) => step === 'told').length;
    expect(silent + called).toBeGreaterThanOrEqual(observations);
    suppressed += silent;
  }
  return suppressed;
}
