import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isObject } from '../../core/json.ts';
import type { ChannelAdapter } from '../../bots/channel-adapter.ts';
import { CHANNELS } from '../../bots/index.ts';
import { configFile, loadConfig, parseConfig, type Config } from '../../config.ts';
import { sayProblem } from '../check.ts';
import { CommandFailed } from '../failure.ts';
import { readOrNull } from './files.ts';

type Env = Readonly<Record<string, string | undefined>>;
type Plain = Readonly<Record<string, unknown>>;

/** What there is before anything is added. */
export interface Setting {
  readonly file: string;
  readonly dir: string;
  /** `null`: there is no file yet. */
  readonly text: string | null;
  readonly envFile: string;
  readonly envText: string | null;
  /** What the file says as it stands there, and as it is meant. */
  readonly raw: Plain;
  readonly config: Config;
}

/** Every kind of channel there is, with those that an embedder brings. */
export function channelKinds(further: readonly ChannelAdapter[]): readonly ChannelAdapter[] {
  return [...CHANNELS, ...further];
}

/** Finds and reads the configuration. Ends the command where it is broken: nothing is added to what can't be read. */
export function readSetting(options: {
  readonly path: string | null;
  readonly cwd: string;
  readonly env: Env;
  readonly channels: readonly ChannelAdapter[];
}): Setting {
  const { file } = configFile(options);
  const dir = dirname(file);
  if (!existsSync(dir)) throw new CommandFailed(`there is no folder ${dir}: make it first`);
  const envFile = join(dir, '.env');
  const text = readOrNull(file);
  const place = { file, dir, text, envFile, envText: readOrNull(envFile) };
  const adapters = { channels: channelKinds(options.channels) };
  if (text === null) {
    const parsed = parseConfig({}, { env: {}, dir, adapters });
    if (!parsed.ok) throw new Error('nothing configured is a good configuration');
    return { ...place, raw: {}, config: parsed.config };
  }
  const loaded = loadConfig({ path: file, cwd: options.cwd, env: options.env, adapters });
  if (!loaded.ok) {
    const problems = loaded.problems.map((problem) => sayProblem(file, problem));
    throw new CommandFailed(
      [...problems, 'nothing was changed: correct the file first, and run init again'].join('\n'),
    );
  }
  return { ...place, raw: isObject(loaded.raw) ? loaded.raw : {}, config: loaded.config };
}

/** The entries under a section as they stand in the file, by name. */
export function entriesOf(raw: Plain, section: string): ReadonlyMap<string, Plain> {
  const entries = raw[section];
  if (!isObject(entries)) return new Map();
  return new Map(
    Object.entries(entries).flatMap(([name, entry]) => (isObject(entry) ? [[name, entry] as const] : [])),
  );
}
