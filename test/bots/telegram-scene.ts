import type { ChannelDeps } from '../../src/bots/channel-adapter.ts';
import { telegramChannel } from '../../src/bots/telegram.ts';
import type { ChatCall, ChatCommands, ChannelTrouble, ShowProgress } from '../../src/core/chat.ts';
import type { Message } from '../../src/core/message.ts';
import type { Channel } from '../../src/core/ports.ts';
import { channelDeps } from '../support/channel-deps.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { PRIVATE_CHAT } from '../support/telegram/chats.ts';
import {
  BOT_TOKEN,
  startTelegram,
  type FakeTelegram,
  type FakeTelegramOptions,
} from '../support/telegram/server.ts';
import { NOW } from './telegram-outgoing.ts';

export const MINUTE = 60_000;

/** A fake Telegram, channels that listen to it, and what came of it. */
export interface Scene {
  readonly telegram: FakeTelegram;
  readonly clock: FakeClock;
  /** Admits everybody but user 666; `run` does what they ask for. */
  readonly commands: ChatCommands;
  readonly calls: readonly ChatCall[];
  /** Of them those that were not run. */
  readonly passedOver: readonly ChatCall[];
  readonly troubles: readonly ChannelTrouble[];
  /** Steps that were logged. */
  readonly logged: readonly string[];
  run: (call: ChatCall, progress: ShowProgress) => Promise<Message>;
  open(entry?: Readonly<Record<string, unknown>>, deps?: Partial<ChannelDeps>, name?: string): Channel;
  /** Opens a channel and resolves when it listens. */
  listening(entry?: Readonly<Record<string, unknown>>): Promise<Channel>;
  /** How often a method was called, with this outcome. */
  count(method: string, status?: number): number;
  /** Moves time on by steps until something holds. */
  whileTimePasses(holds: () => boolean, stepMs: number): Promise<void>;
  /** The channels that `close` closes from now on. */
  keepOnly(channels: Channel[]): void;
  close(): Promise<void>;
}

/** Repeats the command. */
export function said({ command, args }: ChatCall): Promise<Message> {
  return Promise.resolve({ title: `did ${command}`, body: `with ${JSON.stringify(args)}`, link: null });
}

export async function startScene(options: FakeTelegramOptions = {}): Promise<Scene> {
  const clock = createFakeClock(NOW);
  const telegram = await startTelegram({ now: () => clock.now(), ...options });
  const calls: ChatCall[] = [];
  const passedOver: ChatCall[] = [];
  const troubles: ChannelTrouble[] = [];
  const logged: string[] = [];
  let channels: Channel[] = [];
  const note = (step: string): void => void logged.push(step);
  const report = (trouble: ChannelTrouble): void => void troubles.push(trouble);

  const scene: Scene = {
    telegram,
    clock,
    calls,
    passedOver,
    troubles,
    logged,
    run: said,
    commands: {
      list: [
        { name: 'status', about: 'How it is doing', args: [] },
        { name: 'help', about: 'What can be asked', args: [] },
      ],
      admit(call) {
        calls.push(call);
        return call.user.id === '666'
          ? null
          : {
              run: (progress = () => {}) => scene.run(call, progress),
              passOver: () => void passedOver.push(call),
            };
      },
    },
    open(entry = {}, deps = {}, name = 'ops') {
      const parsed = telegramChannel.schema.parse({
        type: 'telegram',
        token: BOT_TOKEN,
        chat: PRIVATE_CHAT,
        apiRoot: telegram.url,
        ...entry,
      });
      const log = { info: note, warn: note, error: note };
      const channel = telegramChannel.create(name, parsed, channelDeps({ clock, report, log, ...deps }));
      channels.push(channel);
      return channel;
    },
    async listening(entry) {
      const channel = scene.open(entry);
      channel.listen?.(scene.commands);
      await telegram.until(() => telegram.updates.waiting);
      return channel;
    },
    count: (method, status) =>
      telegram.calls.filter(
        (call) => call.method === method && (status === undefined || call.status === status),
      ).length,
    async whileTimePasses(holds, stepMs) {
      // What goes over the network gets more turns of the event loop with each step, so that it is done in the end
      // before its deadline passes by the clock.
      for (let turns = 10; !holds(); turns += 1) {
        clock.advance(stepMs);
        for (let turn = 0; turn < turns && !holds(); turn++) {
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
    },
    keepOnly(kept) {
      channels = kept;
    },
    async close() {
      for (const channel of channels.splice(0)) await channel.close();
      await telegram.close();
    },
  };
  return scene;
}
