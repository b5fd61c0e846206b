import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach } from 'vitest';
import { parse } from 'yaml';
import { createFakeChat, GOOD_TOKEN, type FakeChat } from './fake-chat.ts';
import { playInit, type Played, type PlayOptions } from './world.ts';

export const FLAGS = { channel: 'fake', token: GOOD_TOKEN, sourceScheme: 'github' };

/** A folder and a platform of its own for each test of a file. */
export function useHome() {
  let dir = '';
  let chat: FakeChat = createFakeChat();
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'pithead-init-'));
    chat = createFakeChat();
  });
  afterEach(() => {
    rmSync(dir, { recursive: true, force: true });
  });
  const file = (name: string): string => readFileSync(join(dir, name), 'utf8');
  const play = (options: Omit<PlayOptions, 'cwd' | 'chat'>): Played =>
    playInit({ cwd: dir, chat: chat.adapter, ...options });
  return {
    dir: () => dir,
    chat: () => chat,
    file,
    write: (name: string, text: string): void => writeFileSync(join(dir, name), text),
    has: (name: string): boolean => existsSync(join(dir, name)),
    modeOf: (name: string): number => statSync(join(dir, name)).mode & 0o777,
    config: (): unknown => parse(file('pithead.yaml')),
    secrets: () => parseEnv(file('.env')),
    play,
    /** Plays the wizard by flags; the code is said at once. */
    byFlags: async (flags: Readonly<Record<string, string | boolean>>, io: PlayOptions['io'] = {}) => {
      const played = play({ flags, io });
      const answer = await chat.say(await chat.nextCode());
      return { ended: await played.ended, screen: played.screen(), answer };
    },
  };
}
