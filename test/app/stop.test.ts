import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import type { ChannelAdapter } from '../../src/bots/channel-adapter.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { startProgram, tempDir } from '../support/program.ts';

const dir = tempDir();
afterEach(() => dir.dispose());

const schema = z.strictObject({ type: z.literal('deaf') });
let closes = 0;

/** Lets go of nothing, as a connection does whose other end is gone without a word. */
const deaf: ChannelAdapter<typeof schema> = {
  type: 'deaf',
  schema,
  create: (name) => ({
    name,
    type: 'deaf',
    limits: { listLength: 1_000, listEntryLength: 100 },
    editable: true,
    send: () => new Promise(() => {}),
    close() {
      closes += 1;
      return new Promise(() => {});
    },
  }),
};

it('a stop ends whatever channels hang, whoever holds the clock, and asks each of them to close', async () => {
  const program = await startProgram(
    dir.path,
    { channels: { one: { type: 'deaf' }, two: { type: 'deaf' } } },
    { clock: createFakeClock(), channels: [deaf] },
  );
  await program.app.stop();
  expect(closes).toBe(2);
}, 4_000);
