import { isName } from '../../config/name.ts';
import type { Config } from '../../config.ts';
import { OWN_SOURCES } from '../../core/event.ts';
import { CommandFailed } from '../failure.ts';
import type { EnvDraft } from './env-draft.ts';
import { isPublicUrl, type InitFlags } from './flags.ts';
import type { Ask, InitIo } from './io.ts';
import { freeName } from './names.ts';
import { SENDER_INFO, SENDERS, type Sender, type SenderInfo } from './senders.ts';
import type { YamlDraft } from './yaml-draft.ts';

const SECRET_BYTES = 32;

export interface AddedSource {
  readonly name: string;
  /** What to do at the sender's page, where that has not been told yet. */
  readonly steps: readonly string[];
  /** True where the address in `steps` is this machine's own. */
  readonly local: boolean;
}

export interface SourceContext {
  readonly config: Config;
  readonly env: EnvDraft;
  readonly yaml: YamlDraft;
  readonly flags: InitFlags;
  readonly io: InitIo;
}

/** Sets a source up with a secret; `null`: none is wanted. */
export async function addSource(context: SourceContext): Promise<AddedSource | null> {
  const { config, yaml, flags, io } = context;
  const base = await publicUrlOf(context);
  const sender = flags.sender ?? (io.ask === null ? 'none' : await chooseSender(io.ask));
  if (sender === 'none') return null;
  const info = SENDER_INFO[sender];
  const name = await nameOfSource(info, context);
  const url = `${base ?? localUrl(config)}/hooks/${name}`;
  const { reference, secret, told } = await secretOf(info, name, url, context);
  yaml.add(['sources'], name, { scheme: sender, secrets: [reference] });
  return { name, steps: told ? [] : info.steps({ url, secret }), local: base === null };
}

/** What is wrong with the flags, told before anybody is asked anything. */
export function sourceFlagProblem({ config, env, flags, io }: Omit<SourceContext, 'yaml'>): string | null {
  const { sender, source, sourceSecretEnv } = flags;
  if (source !== null && io.ask === null && sender === null)
    return '--source-scheme is needed with --source: no terminal is here to ask';
  const problem = source === null ? null : nameProblem(source, config);
  if (problem !== null) return `--source: ${problem}`;
  if (sourceSecretEnv !== null && env.valueOf(sourceSecretEnv) === null)
    return `--source-secret-env: ${sourceSecretEnv} is not set, neither here nor in .env`;
  if (sender === null || sender === 'none') return null;
  const { secret, label, problem: wrong } = SENDER_INFO[sender];
  if (sourceSecretEnv !== null) {
    const why = wrong(env.valueOf(sourceSecretEnv) ?? '');
    return why === null ? null : `--source-secret-env: ${why}`;
  }
  if (secret === null && io.ask === null)
    return `--source-secret-env is needed: ${label} makes the secret, and no terminal is here to ask`;
  return null;
}

function chooseSender(ask: Ask): Promise<Sender | 'none'> {
  return ask.choose<Sender | 'none'>('Who shall send webhooks?', [
    ...SENDERS.map((value) => ({ value, name: SENDER_INFO[value].label })),
    { value: 'none', name: 'nobody yet' },
  ]);
}

async function publicUrlOf({ config, yaml, flags, io }: SourceContext): Promise<string | null> {
  const known = config.server.publicUrl;
  if (known !== null) return known;
  const noSource = flags.sender === 'none';
  const asked =
    flags.publicUrl ??
    (io.ask === null || noSource
      ? ''
      : await io.ask.text(
          'Where do senders reach it from outside? (https://…; empty: nowhere yet)',
          '',
          publicUrlProblem,
        ));
  const url = asked.replace(/\/+$/, '');
  if (url === '') return null;
  yaml.add(['server'], 'publicUrl', url);
  return url;
}

function publicUrlProblem(text: string): string | null {
  return text === '' || isPublicUrl(text) ? null : 'must be an http or https address without ? and #';
}

async function nameOfSource(info: SenderInfo, { config, flags, io }: SourceContext): Promise<string> {
  if (flags.source !== null) return flags.source;
  const preset = freeName(info.source, config.sources.keys());
  return io.ask === null
    ? preset
    : io.ask.text('The source’s name', preset, (name) => nameProblem(name, config));
}

function nameProblem(name: string, { sources }: Config): string | null {
  if (!isName(name)) return 'a name has lower-case letters, digits and "-"';
  if (OWN_SOURCES.some((own) => own === name)) return `"${name}" is a name of the program's own`;
  return sources.has(name) ? `there is a source "${name}" already` : null;
}

interface KeptSecret {
  readonly reference: string;
  readonly secret: string;
  /** True where the person has been at the sender's page already. */
  readonly told: boolean;
}

async function secretOf(
  info: SenderInfo,
  name: string,
  url: string,
  { env, flags, io }: SourceContext,
): Promise<KeptSecret> {
  const { sourceSecretEnv } = flags;
  if (sourceSecretEnv !== null) {
    const secret = env.valueOf(sourceSecretEnv) ?? '';
    return { reference: `\${${sourceSecretEnv}}`, secret, told: false };
  }
  const made = info.secret?.(io.randomBytes(SECRET_BYTES)) ?? null;
  const secret = made ?? (await askSecret(info, url, io));
  const base = `${name.toUpperCase().replaceAll('-', '_')}_SECRET`;
  const variable = env.keep(/^\d/.test(base) ? `S_${base}` : base, secret);
  return { reference: `\${${variable}}`, secret, told: made === null };
}

async function askSecret(info: SenderInfo, url: string, io: InitIo): Promise<string> {
  if (io.ask === null) throw new CommandFailed('--source-secret-env is needed', 2);
  for (const line of info.steps({ url, secret: '' })) io.out(line);
  const secret = await io.ask.secret('The signing secret', (text) => info.problem(text.trim()));
  return secret.trim();
}

function localUrl({ server }: Config): string {
  const { host, port } = server.public;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
