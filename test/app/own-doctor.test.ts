import { afterEach, beforeEach, expect, it } from 'vitest';
import { createOwnDoctor } from '../../src/app/doctor.ts';
import { ENGINES } from '../../src/storage/index.ts';
import { loadGood } from '../config/load.ts';
import { openFresh, type Opened } from '../storage/stores.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { GROUP } from '../support/telegram/chats.ts';
import { BOT_TOKEN, startTelegram, type FakeTelegram } from '../support/telegram/server.ts';

let telegram: FakeTelegram;
let opened: Opened;
beforeEach(async () => {
  telegram = await startTelegram();
  opened = await openFresh(ENGINES[0]);
});
afterEach(async () => {
  await telegram.close();
  await opened[Symbol.asyncDispose]();
});

it('asks for the right to pin where the heartbeat stands, and nowhere else', async () => {
  const channel = `{ type: telegram, token: "${BOT_TOKEN}", chat: ${GROUP}, apiRoot: "${telegram.url}" }`;
  const { config } = loadGood(
    `channels: { ops: ${channel}, other: ${channel} }\nalerts: { heartbeat: { channel: ops } }`,
  );
  const look = createOwnDoctor({
    config,
    clock: createFakeClock(),
    redact: (text) => text,
    store: opened.store,
    trust: () => ({ trusted: true }),
    databaseTrouble: () => null,
    listener: () => 'http://127.0.0.1:1',
  });
  const rights = (await look()).filter(({ about }) => about.endsWith(': rights'));
  expect(rights.map(({ about, state }) => `${about} ${state}`)).toEqual([
    'telegram ops: rights problem',
    'telegram other: rights ok',
  ]);
});
