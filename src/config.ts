import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { ChannelAdapter } from './bots/channel-adapter.ts';
import { CHANNELS } from './bots/index.ts';
import type { Config } from './config/config-type.ts';
import { crossCheck } from './config/cross-check.ts';
import { at, reportSchemaProblems } from './config/schema-problems.ts';
import { createReport, type Locate, type Problem, type Report } from './config/problem.ts';
import { readYaml } from './config/read-yaml.ts';
import { resolveConfig } from './config/resolve.ts';
import { channelSchema, configSchema } from './config/schema.ts';
import { substitute } from './config/substitute.ts';
import { sourceSchema } from './webhooks/source.ts';
import { codeOf } from './core/error-code.ts';

export type { Config } from './config/config-type.ts';
export type { Problem } from './config/problem.ts';

const DEFAULT_FILE = 'pithead.yaml';
const MAX_BYTES = 1_048_576;

type Env = Readonly<Record<string, string | undefined>>;

/** What the configuration may name; an embedder may bring more. */
export interface Adapters {
  readonly channels?: readonly ChannelAdapter[];
  /** Storage engines, as they stand before the colon. */
  readonly storage?: readonly string[];
}

export type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export type LoadedConfig =
  | {
      readonly ok: true;
      readonly config: Config;
      /** `null`: there is no file, all is default. */
      readonly file: string | null;
      /** What the file says, nothing put in yet; with `env` and `dir` what `parseConfig` takes. */
      readonly raw: unknown;
      readonly env: Env;
      readonly dir: string;
    }
  | { readonly ok: false; readonly file: string | null; readonly problems: readonly Problem[] };

/**
 * Checks a configuration given as an object (a file's content) and resolves it. Everything that is wrong is told at
 * once. `env` is what `${NAME}` is looked up in, `dir` what paths are relative to; reads the files that `${file:…}` names.
 */
export function parseConfig(
  input: unknown,
  context: {
    readonly env: Env;
    readonly dir: string;
    readonly adapters?: Adapters;
    readonly locate?: Locate;
  },
): ParsedConfig {
  const channels: readonly ChannelAdapter[] = context.adapters?.channels ?? CHANNELS;
  const engines = context.adapters?.storage ?? ['sqlite'];
  const report = createReport(context.locate ?? (() => null));
  const { value, secrets } = substitute(withoutEmpty(input), { env: context.env, dir: context.dir, report });
  const schema = configSchema(channelSchema(channels), sourceSchema);
  reportSchemaProblems(schema, value, report);
  checkEngine(value, engines, report);
  const checked = crossCheck(value, channels, context.dir, report);

  const problems = [...report.problems((text) => secrets.reduce(hide, text)), ...checked.problems];
  if (problems.length > 0) return { ok: false, problems };
  const resolved = resolveConfig(schema.parse(value), {
    checked,
    secrets,
    adapters: channels,
    raw: input,
    dir: context.dir,
  });
  return { ok: true, config: resolved };
}

/** Where the configuration is looked for, whether or not it is there; `named`: somebody said so. */
export function configFile(options: {
  readonly path?: string | null;
  readonly cwd: string;
  readonly env: Env;
}): { readonly file: string; readonly named: boolean } {
  const name = options.path ?? (options.env['PITHEAD_CONFIG'] || null);
  return { file: resolve(options.cwd, name ?? DEFAULT_FILE), named: name !== null };
}

/**
 * Finds and reads the configuration: `path`, else `$PITHEAD_CONFIG`, else `pithead.yaml` in `cwd`, and where that is not
 * there, nothing configured at all. `.env` beside it is read for this alone; the real environment wins over it.
 */
export function loadConfig(options: {
  readonly path?: string | null;
  readonly cwd: string;
  readonly env: Env;
  readonly adapters?: Adapters;
}): LoadedConfig {
  const { file: wanted, named } = configFile(options);
  const dir = dirname(wanted);
  const text = readText(wanted);
  if (!text.ok && (named || text.code !== 'ENOENT')) {
    const problem = { path: '', line: null, column: null, message: `can't be read (${text.code})` };
    return { ok: false, file: wanted, problems: [problem] };
  }
  const file = text.ok ? wanted : null;
  const dotEnv = readText(resolve(dir, '.env'));
  const env = { ...(dotEnv.ok ? parseEnv(dotEnv.text) : {}), ...options.env };
  const yaml = readYaml(text.ok ? text.text : '');
  if (!yaml.ok) return { ok: false, file, problems: yaml.problems };

  const adapters = options.adapters === undefined ? {} : { adapters: options.adapters };
  const parsed = parseConfig(yaml.value, { env, dir, locate: yaml.locate, ...adapters });
  const problems = [...yaml.problems, ...(parsed.ok ? [] : parsed.problems)];
  if (!parsed.ok || problems.length > 0) return { ok: false, file, problems };
  return { ok: true, config: parsed.config, file, raw: yaml.value, env, dir };
}

function checkEngine(value: unknown, engines: readonly string[], report: Report): void {
  const storage = at(value, ['storage']);
  const engine = typeof storage === 'string' ? /^([a-z][a-z0-9]*):/.exec(storage)?.[1] : undefined;
  if (engine === undefined || engines.includes(engine)) return;
  report.add(['storage'], `the storage "${engine}" is not supported; supported: ${engines.join(', ')}`);
}

/** A section with nothing under its key is as good as none. */
function withoutEmpty(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input ?? {};
  return Object.fromEntries(Object.entries(input).filter(([, section]) => section !== null));
}

/** Very short values would hide half of every message. */
function hide(text: string, secret: string): string {
  return secret.length < 4 ? text : text.replaceAll(secret, '[redacted]');
}

type Text = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly code: string };

function readText(path: string): Text {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MAX_BYTES) return { ok: false, code: `larger than ${MAX_BYTES} bytes` };
    return { ok: true, text: bytes.toString('utf8') };
  } catch (error) {
    return { ok: false, code: codeOf(error) ?? 'unreadable' };
  }
}
