import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/core/far-end.ts';
import { post } from '../support/discord/channel.ts';
import type { Fault } from '../support/discord/server.ts';
import { useDiscord } from '../support/discord/scene.ts';

const scene = useDiscord();
const { send, verdict } = scene;

describe('what goes wrong has its verdict', () => {
  const faults: readonly (readonly [string, Fault, Verdict])[] = [
    [
      'a rate limit',
      { as: 'rate-limit', retryAfter: 2.5 },
      { action: 'retry', reason: 'rate-limited', retryAfterMs: 2_500 },
    ],
    [
      'the rate limit of the whole bot',
      { as: 'rate-limit', retryAfter: 60, global: true },
      { action: 'retry', reason: 'rate-limited', retryAfterMs: 60_000 },
    ],
    [
      'a rate limit that only the body tells',
      { as: 'rate-limit', retryAfter: 42.5, withoutHeaders: true },
      { action: 'retry', reason: 'rate-limited', retryAfterMs: 42_500 },
    ],
    [
      '403',
      { as: 'status', status: 403, code: 50_013 },
      { action: 'refuse', reason: 'forbidden', retryAfterMs: null },
    ],
    [
      '404',
      { as: 'status', status: 404, code: 10_003 },
      { action: 'refuse', reason: 'not-found', retryAfterMs: null },
    ],
    [
      '400',
      { as: 'status', status: 400, code: 50_035 },
      { action: 'refuse', reason: 'refused', retryAfterMs: null },
    ],
    ['500', { as: 'status', status: 500 }, { action: 'retry', reason: 'server-error', retryAfterMs: null }],
    [
      'HTML with 502',
      { as: 'html', status: 502 },
      { action: 'retry', reason: 'server-error', retryAfterMs: null },
    ],
    [
      'HTML with 403',
      { as: 'html', status: 403 },
      { action: 'retry', reason: 'server-error', retryAfterMs: null },
    ],
    [
      'HTML with 200',
      { as: 'html', status: 200 },
      { action: 'retry', reason: 'server-error', retryAfterMs: null },
    ],
    ['a dropped connection', { as: 'drop' }, { action: 'retry', reason: 'network', retryAfterMs: null }],
  ];

  it.each(faults)('%s, asked once', async (_what, fault, wanted) => {
    scene.discord.fault = () => fault;
    expect(await verdict()).toEqual(wanted);
    expect(scene.discord.asked.all).toHaveLength(1);
    expect(scene.discord.messages.all).toEqual([]);
  });

  it('a wrong token, which is told, and after which the right one is taken again', async () => {
    scene.discord.fault = () => ({ as: 'status', status: 401 });
    expect(await verdict()).toEqual({ action: 'retry', reason: 'unauthorized', retryAfterMs: null });
    expect(scene.opened.troubles.all).toMatchObject([{ channel: 'alerts', kind: 'token-refused' }]);
    scene.discord.fault = null;
    await send(post());
    expect(scene.discord.messages.all).toHaveLength(1);
  });

  it('nobody there, and somebody there again', async () => {
    await scene.discord.goAway();
    expect(await verdict()).toEqual({ action: 'retry', reason: 'unreachable', retryAfterMs: null });
    await scene.discord.comeBack();
    await send(post());
    expect(scene.discord.messages.all).toHaveLength(1);
  });

  it('an answer that never comes, ended by the signal; what waits behind it is ended, too', async () => {
    scene.discord.fault = () => ({ as: 'hang' });
    const controller = new AbortController();
    const both = Promise.all([
      verdict({ signal: controller.signal }),
      verdict({ signal: controller.signal }),
    ]);
    await scene.discord.asked.count(1);
    controller.abort();
    const timeout = { action: 'retry', reason: 'timeout', retryAfterMs: null };
    expect(await both).toEqual([timeout, timeout]);
    scene.discord.fault = null;
    await send(post());
    expect(scene.discord.messages.all).toHaveLength(1);
  });

  it('a signal that was given before, without a request', async () => {
    expect(await verdict({ signal: AbortSignal.abort() })).toMatchObject({ reason: 'timeout' });
    expect(scene.discord.messages.all).toEqual([]);
  });

  it('a limit that is known before: waited out where it is short, told where it is long', async () => {
    scene.discord.bucket = { remaining: 0, resetAfter: 0.05 };
    await send(post());
    scene.discord.bucket = { remaining: 0, resetAfter: 60 };
    await send(post());
    const { retryAfterMs, ...rest } = await verdict();
    expect(rest).toEqual({ action: 'retry', reason: 'rate-limited' });
    expect(retryAfterMs).toBeGreaterThan(50_000);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
    expect(scene.discord.asked.all).toHaveLength(2);
  });

  it.each([false, true])(
    'a limit (of the whole bot: %s) is over when the hint is, by our clock',
    async (global) => {
      scene.discord.fault = () => ({ as: 'rate-limit', retryAfter: 3_600, global });
      expect(await verdict()).toMatchObject({ retryAfterMs: 3_600_000 });
      scene.discord.fault = null;
      scene.opened.clock.advance(3_600_000);
      await send(post());
      expect(scene.discord.messages.all).toHaveLength(1);
    },
  );

  it('a channel that is refused again and again is asked once a minute, until it is open', async () => {
    scene.discord.fault = () => ({ as: 'status', status: 403, code: 50_013 });
    for (let i = 0; i < 30; i += 1) expect(await verdict()).toMatchObject({ reason: 'forbidden' });
    expect(scene.discord.asked.all).toHaveLength(10);
    scene.opened.clock.advance(60_000);
    await verdict();
    await verdict();
    expect(scene.discord.asked.all).toHaveLength(11);
    scene.discord.fault = null;
    scene.opened.clock.advance(60_000);
    await send(post());
    await send(post());
    expect(scene.discord.messages.all).toHaveLength(2);
  });
});
