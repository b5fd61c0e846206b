import { basename } from 'node:path';
import type { ChannelAdapter } from '../../bots/channel-adapter.ts';
import { loadConfig, type LoadedConfig } from '../../config.ts';
import { sayProblem } from '../check.ts';
import { CommandFailed } from '../failure.ts';
import { modeOf, putBack, writeWhole } from './files.ts';
import { channelKinds, type Setting } from './setting.ts';

const ENV_MODE = 0o600;

/** What is to be written; the same text as before writes nothing. */
export interface NewTexts {
  readonly yaml: string;
  /** `null`: no `.env` is needed. */
  readonly env: string | null;
}

/**
 * Writes both files and reads them as the program will. Ends the command with both as they were where the result is
 * not good. All in one go: nothing that comes meanwhile (Ctrl-C) leaves half of it.
 */
export function writeConfig(
  setting: Setting,
  { yaml, env }: NewTexts,
  read: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly channels: readonly ChannelAdapter[];
  },
): Extract<LoadedConfig, { ok: true }> {
  const { file, dir, text, envFile, envText } = setting;
  if (text !== null && text !== yaml) writeWhole(backupOf(file), text, modeOf(file));
  // Also where nothing is new in it: secrets are for their owner's eyes.
  if (env !== null) writeWhole(envFile, env, ENV_MODE);
  if (text !== yaml) writeWhole(file, yaml, null);
  const adapters = { channels: channelKinds(read.channels) };
  const loaded = loadConfig({ path: file, cwd: dir, env: read.env, adapters });
  if (loaded.ok) return loaded;
  putBack(file, text, null);
  putBack(envFile, envText, ENV_MODE);
  const problems = loaded.problems.map((problem) => sayProblem(basename(file), problem));
  throw new CommandFailed(
    ['the new configuration is not good, so the old one was put back:', ...problems].join('\n'),
  );
}

export function backupOf(file: string): string {
  return `${file}.bak`;
}
