import { loadConfig, type Config } from '../config.ts';
import { demoSource } from '../config/demo-source.ts';
import { demoSecret } from '../own-secrets.ts';
import { readRun, type Run } from '../run-file.ts';
import { ENGINES, type StorageEngine, type Trail } from '../storage/index.ts';
import type { Source } from '../webhooks/source.ts';
import { sayProblem } from './check.ts';
import type { Call } from './command.ts';
import { CommandFailed } from './failure.ts';

export type { Trail } from '../storage/index.ts';

/** The configuration, or the end of the command with all that is wrong with it. */
export function configOf(call: Pick<Call, 'configPath'>): Config {
  const loaded = loadConfig({ path: call.configPath, cwd: process.cwd(), env: process.env });
  if (loaded.ok) return loaded.config;
  const file = loaded.file ?? 'configuration';
  throw new CommandFailed(loaded.problems.map((problem) => sayProblem(file, problem)).join('\n'));
}

/** Channels whose messages can't be changed once they stand, by name. */
export function uneditableIn({ channels }: Config): ReadonlySet<string> {
  return new Set(channels.filter(({ adapter }) => adapter.editable === false).map(({ name }) => name));
}

/** Opens the database for reading, whether or not the program runs; `null` where there is none yet. */
export function openTrail(config: Config): Trail | null {
  const engines: readonly StorageEngine[] = ENGINES;
  const engine = engines.find(({ scheme }) => scheme === config.storage.engine);
  return engine?.openTrail(config.storage.location) ?? null;
}

/** Reads from the database, or ends the command where there is none yet. */
export async function withTrail<T>(config: Config, read: (trail: Trail) => Promise<T>): Promise<T> {
  const trail = openTrail(config);
  if (trail === null) {
    throw new CommandFailed(
      `there is no database at ${config.storage.location} yet: start the program first (npm start)`,
    );
  }
  try {
    return await read(trail);
  } finally {
    await trail.close();
  }
}

/** Where the program runs, or the end of the command. */
export function runningOf(config: Config): Run {
  const run = readRun(config.dataDir);
  if (run === null) throw new CommandFailed('the program does not run here: start it first (npm start)');
  return run;
}

/** A configured source by its name, the program's own `demo` included. */
export function sourceOf(config: Config, name: string): Source {
  if (config.demo && name === 'demo') return demoSource(demoSecret(config.dataDir));
  const source = config.sources.get(name);
  if (source !== undefined) return source;
  const known = config.demo ? ['demo'] : [...config.sources.keys()];
  throw new CommandFailed(`there is no source "${name}"; there is: ${known.join(', ')}`);
}
