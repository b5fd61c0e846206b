import { readRun } from '../../run-file.ts';
import { CommandFailed } from '../failure.ts';
import type { InitIo } from './io.ts';

const STOP_IT = '"npx pm2 stop pithead", or Ctrl-C where it runs';

/** Resolves when no program runs with this configuration: two can't listen with one bot, nor open one database. */
export async function untilStopped(dataDir: string, io: InitIo): Promise<void> {
  for (let run = readRun(dataDir); run !== null; run = readRun(dataDir)) {
    const runs = `Pithead runs with this configuration (process ${run.pid})`;
    if (io.ask === null) throw new CommandFailed(`${runs}: stop it first (${STOP_IT}), and run init again`);
    io.out(`${runs}, and its bot can't be in two places.`);
    await io.ask.enter(`Stop it first: ${STOP_IT}`);
  }
}
