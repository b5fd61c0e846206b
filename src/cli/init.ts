import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { systemClock } from '../clock.ts';
import { SECOND_MS } from '../core/duration.ts';
import type { CliCommand } from './command.ts';
import { INIT_OPTIONS, readFlags } from './init/flags.ts';
import { BrokenOff } from './init/io.ts';

const PATIENCE_MS = 20 * SECOND_MS;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export const initCommand: CliCommand = {
  name: 'init',
  summary:
    'connect a Telegram or Discord chat: pairs it, adds a source, writes the configuration, sends a test event',
  options: INIT_OPTIONS,
  async run(call) {
    // Only here: it brings the whole program along, which the other commands need not wait for.
    const { pairingKinds, runInit } = await import('./init/wizard.ts');
    const flags = readFlags(call, [...pairingKinds({ channels: [] }).keys()]);
    const end = new AbortController();
    const breakOff = (): void => end.abort(new BrokenOff());
    for (const signal of SIGNALS) process.on(signal, breakOff);
    // A token from stdin: then nobody can answer there.
    const terminal = process.stdin.isTTY && process.stdout.isTTY && flags.token !== '-';
    try {
      const ask = terminal ? (await import('./init/ask.ts')).createAsk(call.flag('yes'), end.signal) : null;
      return await runInit(flags, call.configPath, {
        ask,
        out: call.out,
        readStdin: () => text(process.stdin),
        cwd: process.cwd(),
        env: process.env,
        clock: systemClock,
        randomBytes: (length) => randomBytes(length),
        signal: end.signal,
        patienceMs: PATIENCE_MS,
        channels: [],
      });
    } finally {
      for (const signal of SIGNALS) process.off(signal, breakOff);
    }
  },
};
