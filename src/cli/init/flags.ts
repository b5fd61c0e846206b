import { isName } from '../../config/name.ts';
import { publicUrlSchema } from '../../config/schema.ts';
import type { Call } from '../command.ts';
import { CommandFailed } from '../failure.ts';
import { SENDERS, type Sender } from './senders.ts';

export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What was said on the command line; `null`: nothing. */
export interface InitFlags {
  readonly channel: string | null;
  readonly token: string | null;
  readonly tokenEnv: string | null;
  readonly apiRoot: string | null;
  readonly name: string | null;
  readonly operator: string | null;
  readonly role: Role;
  readonly sender: Sender | 'none' | null;
  readonly source: string | null;
  readonly sourceSecretEnv: string | null;
  readonly publicUrl: string | null;
  readonly test: boolean;
}

export const INIT_OPTIONS = [
  { flag: '--channel <type>', about: 'telegram or discord' },
  { flag: '--token <token>', about: 'the bot’s token; - reads it from stdin, so that no shell remembers it' },
  { flag: '--token-env <name>', about: 'the environment variable that holds the token, which stays there' },
  { flag: '--api-root <url>', about: 'another address of the platform’s API' },
  { flag: '--name <name>', about: 'the channel’s name (default: ops, alerts)' },
  { flag: '--operator <name>', about: 'your name as an operator (default: from your name there)' },
  { flag: '--role <role>', about: 'viewer, operator or admin (default: admin)' },
  {
    flag: '--source-scheme <scheme>',
    about: 'how the sender signs: github, stripe, standard-webhooks, slack, bearer; or none: no source',
  },
  { flag: '--source <name>', about: 'the source’s name (default: after its scheme)' },
  {
    flag: '--source-secret-env <name>',
    about: 'the environment variable with a secret that the sender made (stripe, slack)',
  },
  { flag: '--public-url <url>', about: 'where senders reach this program from outside' },
  { flag: '--no-test', about: 'send no test event at the end' },
  { flag: '--yes', about: 'on a terminal: ask only what has no answer of its own' },
] as const;

/** Reads the flags, or ends the command with 2 and one line about the first that won't do. */
export function readFlags(call: Pick<Call, 'option' | 'flag'>, channelTypes: readonly string[]): InitFlags {
  const text = (key: string): string | null => call.option(key);
  const checked = (flag: string, key: string, good: (value: string) => boolean, rule: string) => {
    const value = text(key);
    if (value !== null && !good(value)) throw new CommandFailed(`${flag} ${rule}`, 2);
    return value;
  };
  const name = (flag: string, key: string): string | null =>
    checked(flag, key, isName, 'takes a name: lower-case letters, digits and "-"');
  const variable = (flag: string, key: string): string | null =>
    checked(flag, key, (value) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(value), 'takes a variable’s name');
  const senders = [...SENDERS, 'none'] as const;

  const flags = {
    channel: checked('--channel', 'channel', oneOf(channelTypes), `takes one of ${channelTypes.join(', ')}`),
    token: checked('--token', 'token', (value) => value.trim() !== '', 'is empty'),
    tokenEnv: variable('--token-env', 'tokenEnv'),
    apiRoot: checked('--api-root', 'apiRoot', isAddress, 'takes an http or https address'),
    name: name('--name', 'name'),
    operator: name('--operator', 'operator'),
    role: pick(ROLES, checked('--role', 'role', oneOf(ROLES), `takes one of ${ROLES.join(', ')}`)) ?? 'admin',
    sender: pick(
      senders,
      checked('--source-scheme', 'sourceScheme', oneOf(senders), `takes one of ${senders.join(', ')}`),
    ),
    source: name('--source', 'source'),
    sourceSecretEnv: variable('--source-secret-env', 'sourceSecretEnv'),
    publicUrl: checked('--public-url', 'publicUrl', isPublicUrl, 'takes an http or https address'),
    test: call.flag('test'),
  };
  if (flags.token !== null && flags.tokenEnv !== null)
    throw new CommandFailed('--token and --token-env exclude each other', 2);
  return flags;
}

function oneOf(list: readonly string[]): (value: string) => boolean {
  return (value) => list.includes(value);
}

export function isPublicUrl(text: string): boolean {
  return publicUrlSchema.safeParse(text).success;
}

function isAddress(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}

function pick<Value extends string>(list: readonly Value[], text: string | null): Value | null {
  return list.find((value) => value === text) ?? null;
}
