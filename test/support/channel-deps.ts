import type { ChannelDeps } from '../../src/bots/channel-adapter.ts';
import type { ChannelMemory } from '../../src/core/chat.ts';
import { SILENT_LOG } from '../../src/core/silent-log.ts';
import { createFakeClock } from './fake-clock.ts';
import { createSink } from './sinks.ts';

/** A memory of channels that lives as long as the test. */
export function createMemory(): ChannelMemory {
  const kept = new Map<string, string>();
  return {
    recall: (channel, name) => Promise.resolve(kept.get(`${channel}/${name}`) ?? null),
    keep(channel, name, value) {
      kept.set(`${channel}/${name}`, value);
      return Promise.resolve();
    },
  };
}

/** What a channel is lent by the program, silent where a test does not care. */
export function channelDeps(changes: Partial<ChannelDeps> = {}): ChannelDeps {
  return {
    clock: createFakeClock(),
    stdout: createSink(),
    tty: false,
    colour: false,
    log: SILENT_LOG,
    redact: (text) => text,
    timezone: 'UTC',
    scope: {},
    memory: createMemory(),
    report() {},
    ...changes,
  };
}
