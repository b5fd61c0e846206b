import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { CommandFailed } from '../failure.ts';
import type { ConsoleLog } from './console-log.ts';
import type { Home } from './home.ts';
import { parseOrNull } from '../../core/parse-or-null.ts';

const BIN = fileURLToPath(new URL('../../../bin/pithead.mjs', import.meta.url));
/** Above the program's own time for a stop. */
const STOP_MS = 8_000;

const startedSchema = z.object({ step: z.literal('started'), public: z.string(), private: z.string() });

/** The real program in a process of its own. */
export interface Program {
  readonly publicUrl: string;
  readonly privateUrl: string;
  /** As a power cut: SIGKILL. Resolves when the process is gone and all it printed has been read. */
  kill(): Promise<void>;
  /** As Ctrl-C does; true where it ended by itself and with 0. */
  stop(): Promise<boolean>;
}

export interface Host {
  /** Rejects with the signal's reason, or a `CommandFailed` after `close`. */
  start(signal: AbortSignal): Promise<Program>;
  /** Ends whatever still runs; nothing starts afterwards. */
  close(): Promise<void>;
}

/** `onDeath` is called where the program ends and nobody asked it to. */
export function createHost(home: Home, log: ConsoleLog, onDeath: (failure: CommandFailed) => void): Host {
  let child: ChildProcess | null = null;
  let closed = false;
  let wanted = false;

  return {
    async start(signal) {
      signal.throwIfAborted();
      if (closed) throw new CommandFailed('the demo is over');
      const args = [BIN, 'start', '--config', home.configPath];
      const spawned = spawn(process.execPath, args, { cwd: home.dir, stdio: ['ignore', 'pipe', 'pipe'] });
      child = spawned;
      const gone = once(spawned, 'close');
      createInterface({ input: spawned.stderr }).on('line', (line) => log.feed(line));
      wanted = true;
      void gone.then(() => {
        if (wanted) onDeath(new CommandFailed(`the program died:\n${log.other.join('\n')}`));
      });
      const urls = await startedLine(spawned.stdout, signal);
      return {
        publicUrl: urls.public,
        privateUrl: urls.private,
        async kill() {
          wanted = false;
          spawned.kill('SIGKILL');
          await gone;
        },
        async stop() {
          wanted = false;
          const late = setTimeout(() => spawned.kill('SIGKILL'), STOP_MS);
          spawned.kill('SIGTERM');
          await gone;
          clearTimeout(late);
          return spawned.exitCode === 0;
        },
      };
    },
    async close() {
      closed = true;
      wanted = false;
      if (child === null || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'close');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Reads the program's log to its end; resolves when it says where it listens. */
function startedLine(stdout: Readable, signal: AbortSignal): Promise<z.infer<typeof startedSchema>> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    createInterface({ input: stdout }).on('line', (line) => {
      const started = startedSchema.safeParse(parseOrNull(line));
      if (started.success) resolve(started.data);
    });
  });
}
