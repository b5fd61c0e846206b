import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/core/duration.ts';
import type { Channel } from '../../src/core/ports.ts';
import { createHeartbeat, type Heartbeat } from '../../src/watch/heartbeat.ts';
import { heartbeatMessage } from '../../src/watch/heartbeat-message.ts';
import { channelDeps } from '../support/channel-deps.ts';
import { httpChat, startChat, type Chat } from '../support/http-chat.ts';
import { createScene, type Scene } from './scene.ts';

const EVERY_MS = 5 * MINUTE_MS;

let scene: Scene;
let chat: Chat;
let heartbeat: Heartbeat;

function channel(name = 'ops'): Channel {
  const entry = httpChat.schema.parse({ type: 'http-chat', url: chat.url });
  return httpChat.create(name, entry, channelDeps());
}

async function start(to: Pick<Channel, 'name' | 'send' | 'pin'> = channel()): Promise<void> {
  heartbeat = createHeartbeat({
    ...scene.deps,
    channel: to,
    everyMs: EVERY_MS,
    summary: () =>
      Promise.resolve(
        heartbeatMessage({
          now: scene.now(),
          startedAt: 0,
          everyMs: EVERY_MS,
          openIncidents: 0,
          channels: [],
          lastEventAt: null,
        }),
      ),
  });
  await heartbeat.start();
  await scene.settled();
}

function kinds(): readonly string[] {
  return chat.got.map(({ kind, id }) => `${kind} ${id}`);
}

beforeEach(async () => {
  scene = createScene();
  chat = await startChat();
});

afterEach(async () => {
  heartbeat.stop();
  await chat.close();
});

describe('the heartbeat', () => {
  it('is posted once without a sound, pinned once, and edited each period', async () => {
    await start();
    await scene.pass(2 * EVERY_MS);
    expect(kinds()).toEqual(['post m1', 'edit m1', 'edit m1']);
    expect(chat.pins).toEqual(['m1']);
    expect(chat.got[0]).toMatchObject({ title: 'Pithead is alive', silent: true, events: [], repeat: false });
    expect(chat.got.every(({ silent }) => silent)).toBe(true);
    expect(chat.shown.get('m1')?.facts[0]).toBe(`As of: ${new Date(scene.now()).toISOString()}`);
  });

  it('has a nonce of its own for each send, of at most 25 characters', async () => {
    await start();
    await scene.pass(2 * EVERY_MS);
    const nonces = chat.got.map(({ nonce }) => nonce);
    expect(new Set(nonces).size).toBe(3);
    expect(Math.max(...nonces.map(({ length }) => length))).toBeLessThanOrEqual(25);
  });

  it('is edited after a restart, not posted anew', async () => {
    await start();
    heartbeat.stop();
    await scene.pass(HOUR_MS);
    await start();
    expect(kinds()).toEqual(['post m1', 'edit m1']);
    expect(chat.pins).toEqual(['m1']);
  });

  it('is posted anew in another channel', async () => {
    await start();
    heartbeat.stop();
    await start(channel('other'));
    expect(kinds()).toEqual(['post m1', 'post m2']);
  });

  it('that was deleted is pinned anew where its edit became a new message', async () => {
    await start();
    chat.remove('m1');
    await scene.pass(2 * EVERY_MS);
    expect(kinds()).toEqual(['post m1', 'edit m2', 'edit m2']);
    expect(chat.pins).toEqual(['m1', 'm2']);
  });

  it('that the platform does not know any more is posted anew at the next period', async () => {
    await start();
    chat.moodFor = ({ kind }) => (kind === 'edit' ? { as: 'status', status: 404 } : { as: 'ok' });
    await scene.pass(2 * EVERY_MS);
    expect(kinds()).toEqual(['post m1', 'post m2']);
    expect(chat.pins).toEqual(['m1', 'm2']);
  });

  it('that fails is logged once, tried each period and never sooner, under the same nonce', async () => {
    chat.mood = { as: 'status', status: 500 };
    const nonces: string[] = [];
    chat.moodFor = ({ nonce }) => {
      nonces.push(nonce);
      return chat.mood;
    };
    await start();
    await scene.pass(3 * EVERY_MS - 1, SECOND_MS);
    expect(chat.asked()).toBe(3);
    expect(new Set(nonces).size).toBe(1);
    expect(scene.logged.filter((line) => line.startsWith('heartbeat-failed'))).toHaveLength(1);
    chat.mood = { as: 'ok' };
    await scene.pass(2 * EVERY_MS);
    expect(kinds()).toEqual(['post m1', 'edit m1']);
    expect(scene.logged.at(-1)).toContain('heartbeat-back');
  });

  it('waits as long as the platform asks for', async () => {
    chat.mood = { as: 'status', status: 429, retryAfter: 3_600 };
    await start();
    await scene.pass(59 * MINUTE_MS);
    expect(chat.asked()).toBe(1);
    chat.mood = { as: 'ok' };
    await scene.pass(MINUTE_MS);
    expect(kinds()).toEqual(['post m1']);
  });

  it('without an answer is given up after 30 s', async () => {
    await start();
    chat.mood = { as: 'hang' };
    scene.advance(EVERY_MS);
    await chat.hanging();
    scene.advance(30 * SECOND_MS);
    await scene.settled();
    expect(scene.logged.at(-1)).toContain('no answer within 30 s');
  });

  it('that may not be pinned is edited all the same; it is logged once, and asked for again at the next start', async () => {
    chat.moodFor = ({ kind }) => (kind === 'pin' ? { as: 'status', status: 403 } : { as: 'ok' });
    await start();
    await scene.pass(2 * EVERY_MS);
    expect([chat.asked(), kinds()]).toEqual([4, ['post m1', 'edit m1', 'edit m1']]);
    expect(scene.logged.filter((line) => line.startsWith('heartbeat-not-pinned'))).toHaveLength(1);
    chat.moodFor = null;
    heartbeat.stop();
    await start();
    expect(chat.pins).toEqual(['m1']);
  });

  it('that could not be pinned for the moment is pinned later', async () => {
    chat.moodFor = ({ kind }) => (kind === 'pin' ? { as: 'status', status: 500 } : { as: 'ok' });
    await start();
    chat.moodFor = null;
    await scene.pass(EVERY_MS);
    expect(chat.pins).toEqual(['m1']);
  });

  it('needs no channel that pins', async () => {
    const ops = channel();
    await start({ name: ops.name, send: (outgoing, context) => ops.send(outgoing, context) });
    await scene.pass(EVERY_MS);
    expect([kinds(), chat.pins]).toEqual([['post m1', 'edit m1'], []]);
    expect(scene.logged).toEqual([]);
  });

  it('goes on where nothing can be kept', async () => {
    scene.broken = true;
    await start();
    await scene.pass(EVERY_MS);
    expect(kinds()).toEqual(['post m1', 'edit m1']);
  });
});

describe('the farewell', () => {
  it('says that it was on purpose, and nothing follows', async () => {
    await start();
    await heartbeat.farewell(AbortSignal.timeout(10_000));
    await scene.pass(HOUR_MS);
    expect(kinds()).toEqual(['post m1', 'edit m1']);
    expect(chat.shown.get('m1')?.title).toBe('Pithead was stopped');
    expect(scene.pending()).toBe(0);
  });

  it('gives up with its signal', async () => {
    await start();
    chat.mood = { as: 'hang' };
    const leave = new AbortController();
    const left = heartbeat.farewell(leave.signal);
    await chat.hanging();
    leave.abort(new Error('too late'));
    await left;
    expect(scene.logged.at(-1)).toContain('heartbeat-no-farewell');
  });

  it('is none where no message stands', async () => {
    chat.mood = { as: 'status', status: 500 };
    await start();
    chat.mood = { as: 'ok' };
    await heartbeat.farewell(AbortSignal.timeout(10_000));
    expect(kinds()).toEqual([]);
  });
});

it('the message says how the program is', () => {
  const { facts, body } = heartbeatMessage({
    now: 5,
    startedAt: 1,
    everyMs: EVERY_MS,
    openIncidents: 2,
    channels: [
      { name: 'ops', failing: false },
      { name: 'alerts', failing: true },
    ],
    lastEventAt: 3,
  });
  expect(facts).toEqual([
    { label: 'As of', at: 5 },
    { label: 'Running since', at: 1 },
    { label: 'Open incidents', text: '2: /incidents' },
    { label: 'Channels', text: '2 channels, failing: alerts' },
    { label: 'Last event', at: 3 },
  ]);
  expect(body).toContain('every 5 min');
});
