import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/duration.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { startChat, type Chat, type Got } from '../support/http-chat.ts';
import { startProgram, tempDir, type Program } from '../support/program.ts';

interface Delivery {
  readonly channel: string;
  readonly state: string;
  readonly attempts: number;
  readonly messageId: string | null;
}
interface Trace {
  readonly steps: readonly { readonly at: string; readonly step: string; readonly detail: string }[];
  readonly deliveries: readonly Delivery[];
}

let dir: ReturnType<typeof tempDir>;
let chat: Chat;
let other: Chat;
let clock: FakeClock;
let program: Program;

const channels = () => ({
  ops: { type: 'http-chat', url: chat.url },
  spare: { type: 'http-chat', url: other.url },
});
const start = (config: Readonly<Record<string, unknown>> = {}) =>
  startProgram(
    dir.path,
    { channels: channels(), routes: [{ name: 'all', source: 'door', to: ['ops'] }], ...config },
    { clock, random: () => 0.5 },
  );

async function post(title: string): Promise<string> {
  const { status, body } = await program.post({ type: 'note', title });
  expect(status).toBe(202);
  return body.id ?? '';
}

/** Posts, and waits for the first try of it. */
async function send(title: string): Promise<string> {
  const id = await post(title);
  await program.app.settled();
  return id;
}

/** Lets time pass in steps, so that what a timer starts also ends at its time. */
async function pass(ms: number, stepMs = Math.max(1, ms / 200)): Promise<void> {
  for (let left = ms; left > 0; left -= stepMs) {
    clock.advance(Math.min(left, stepMs));
    await program.app.settled();
  }
}

const titles = (got: readonly Got[]) => got.map(({ title }) => title);
const traceOf = async (id: string) => (await program.get(`/v1/trace/${id}`)) as Trace;

beforeEach(async () => {
  dir = tempDir();
  [chat, other] = await Promise.all([startChat(), startChat()]);
  clock = createFakeClock();
  program = await start();
});

afterEach(async () => {
  await program.app.stop();
  await Promise.all([chat.close(), other.close()]);
  dir.dispose();
});

describe('trouble that may pass holds the channel', () => {
  it('waits exactly as long as a 429 says, and keeps the order', async () => {
    chat.mood = { as: 'status', status: 429, retryAfter: 600 };
    await send('one');
    await send('two');
    expect(chat.asked()).toBe(1);
    chat.mood = { as: 'ok' };
    await pass(599_999, 599_999);
    expect(chat.asked()).toBe(1);
    await pass(1);
    expect(titles(chat.got)).toEqual(['one', 'two']);
  });

  it.each([
    ['a 503', { as: 'status', status: 503 } as const],
    ['a 502 with a page instead of JSON', { as: 'status', status: 502 } as const],
    ['a 401: a token that may be mended', { as: 'status', status: 401 } as const],
    ['a dropped connection', { as: 'drop' } as const],
  ])('backs off from %s, then delivers once', async (_name, mood) => {
    chat.mood = mood;
    const id = await send('one');
    await program.app.settled();
    // Back-off at this jitter: 0.75, 1.5, 3, 6 and 12 s.
    for (const [index, waitMs] of [750, 1_500, 3_000, 6_000, 12_000].entries()) {
      expect(chat.asked()).toBe(index + 1);
      await pass(waitMs - 1, waitMs - 1);
      expect(chat.asked()).toBe(index + 1);
      await pass(1);
    }
    chat.mood = { as: 'ok' };
    await pass(MINUTE_MS);
    expect(titles(chat.got)).toEqual(['one']);
    const { deliveries, steps } = await traceOf(id);
    expect(deliveries).toMatchObject([{ channel: 'ops', state: 'delivered', attempts: 7, messageId: 'm1' }]);
    expect(steps.filter(({ step }) => step === 'failed')).toHaveLength(6);
    const tries = program.log().filter(({ event }) => event === id && event !== undefined);
    expect(tries.map(({ attempt }) => attempt).filter(Number.isInteger)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('ends a try that hangs when its lease runs out, and marks the next as a possible repeat', async () => {
    chat.mood = { as: 'hang' };
    const asked = chat.next();
    await post('one');
    await asked;
    chat.mood = { as: 'ok' };
    clock.advance(29_999);
    expect(chat.asked()).toBe(1);
    clock.advance(1);
    await pass(1_000);
    expect(chat.got).toMatchObject([{ title: 'one', repeat: true }]);
    expect(program.log()).toContainEqual(
      expect.objectContaining({ step: 'delivery-failed', reason: 'timeout' }),
    );
  });

  it('does not hold the other channels', async () => {
    await program.app.stop();
    program = await start({ routes: [{ name: 'all', to: ['ops', 'spare'] }] });
    chat.mood = { as: 'hang' };
    const asked = chat.next();
    const id = await post('one');
    await asked;
    await expect.poll(() => titles(other.got)).toEqual(['one']);
    await expect
      .poll(async () => (await traceOf(id)).deliveries)
      .toMatchObject([
        { channel: 'ops', state: 'sending' },
        { channel: 'spare', state: 'delivered' },
      ]);
    chat.mood = { as: 'ok' };
    clock.advance(30_000);
    await pass(1_000);
  });
});

describe('a permanent refusal', () => {
  it('gives up that message only', async () => {
    chat.moodFor = ({ title }) => (title === 'poison' ? { as: 'status', status: 403 } : { as: 'ok' });
    await send('one');
    const poison = await send('poison');
    await send('two');
    await program.app.settled();
    expect(titles(chat.got)).toEqual(['one', 'two']);
    expect((await traceOf(poison)).deliveries).toMatchObject([{ state: 'dead', attempts: 1 }]);
  });

  it('of a list gives up only the culprit in it', async () => {
    chat.mood = { as: 'status', status: 429, retryAfter: 10 };
    for (let count = 1; count <= 8; count++) await send(count === 4 ? 'poison' : `n${count}`);
    await program.app.settled();
    chat.mood = { as: 'ok' };
    chat.moodFor = ({ title, body }) =>
      `${title} ${body}`.includes('poison') ? { as: 'status', status: 400 } : { as: 'ok' };
    await pass(10_000);
    const events = chat.got.flatMap(({ events: ids }) => ids);
    expect(new Set(events).size).toBe(7);
    expect(events).toHaveLength(7);
    expect(await program.get('/v1/status')).toMatchObject({
      channels: [{ name: 'ops', waiting: 0, dead: 1 }, {}],
    });
  });

  it('can be sent again by a replay', async () => {
    chat.mood = { as: 'status', status: 403 };
    const id = await send('one');
    await program.app.settled();
    chat.mood = { as: 'ok' };
    await fetch(`${program.app.privateUrl}/v1/replay/${id}`, { method: 'POST' });
    await program.app.settled();
    expect(titles(chat.got)).toEqual(['one']);
    expect((await traceOf(id)).deliveries).toMatchObject([
      { state: 'dead' },
      { state: 'delivered', messageId: 'm1' },
    ]);
  });
});

describe('a channel that is away', () => {
  it('for an hour: everything arrives afterwards, in order', async () => {
    chat.mood = { as: 'drop' };
    const sent: string[] = [];
    for (let minute = 0; minute < 60; minute += 20) {
      sent.push(await send(`at ${minute}`));
      await pass(20 * MINUTE_MS);
    }
    chat.mood = { as: 'ok' };
    await pass(10 * MINUTE_MS);
    expect(chat.got.flatMap(({ events }) => events)).toEqual(sent);
  });

  it('for a day: what waits is given up; what comes later is tried again', async () => {
    chat.mood = { as: 'status', status: 500 };
    const first = await send('first');
    await pass(12 * HOUR_MS);
    const second = await send('second');
    await pass(12 * HOUR_MS + MINUTE_MS);
    await pass(10 * MINUTE_MS);
    for (const id of [first, second])
      expect((await traceOf(id)).deliveries).toMatchObject([{ state: 'dead' }]);
    const third = await send('third');
    await pass(HOUR_MS);
    chat.mood = { as: 'ok' };
    await pass(10 * MINUTE_MS);
    expect(titles(chat.got)).toEqual(['third']);
    expect((await traceOf(third)).deliveries).toMatchObject([{ state: 'delivered' }]);
  });

  it('gives up at a day even where the far end asked for longer', async () => {
    chat.mood = { as: 'status', status: 429, retryAfter: (3 * DAY_MS) / 1_000 };
    const id = await send('one');
    await pass(DAY_MS - 1, DAY_MS - 1);
    expect((await traceOf(id)).deliveries).toMatchObject([{ state: 'waiting' }]);
    await pass(1);
    expect((await traceOf(id)).deliveries).toMatchObject([{ state: 'dead' }]);
    expect(chat.asked()).toBe(1);
  });

  it('is remembered over a restart: hint and order', async () => {
    chat.mood = { as: 'status', status: 429, retryAfter: 600 };
    await send('one');
    await send('two');
    await program.app.settled();
    await program.app.stop();
    chat.mood = { as: 'ok' };
    program = await start();
    await pass(599_000);
    expect(chat.asked()).toBe(1);
    await pass(1_000);
    expect(titles(chat.got)).toEqual(['one', 'two']);
  });
});
