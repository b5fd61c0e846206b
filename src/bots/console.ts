import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Channel } from '../core/ports.ts';
import type { ChannelAdapter } from './channel-adapter.ts';
import { createLayout } from './console-layout.ts';
import { printTo } from './print.ts';

const schema = z.strictObject({ type: z.literal('console') });

/** Prints messages for whoever watches the program's terminal or reads its output. */
export const consoleChannel = {
  type: 'console',
  schema,
  editable: false,
  create(name, _entry, deps): Channel {
    const layout = createLayout(deps);
    // Numbers start anew with each start of the program; what stands before them does not come again.
    const boot = `${Math.trunc(deps.clock.now()).toString(36)}${randomBytes(3).toString('hex')}`;
    let sent = 0;
    // A stream whose reader went away emits `error`, which ends a process that does not listen.
    deps.stdout.on('error', () => {});

    return {
      name,
      type: 'console',
      limits: { listLength: 16_000, listEntryLength: 200 },
      editable: false,
      async send(outgoing, context) {
        const id = `${boot}-${++sent}`;
        await printTo(deps.stdout, layout(outgoing, context.possibleRepeat), context.signal);
        return { id };
      },
      close: () => Promise.resolve(),
    };
  },
} as const satisfies ChannelAdapter<typeof schema>;
