import { z } from 'zod';
import type { Upload } from '../multipart.ts';
import { commandSchema, sentSchema, type Command, type Sent } from './limits.ts';
import {
  APPLICATION_ID,
  BOT_ID,
  channelObject,
  guildObject,
  memberObject,
  PIN_MESSAGES,
  userObject,
  type FakeGuild,
} from './objects.ts';
import { attach, type Attached } from './uploads.ts';
import { createWaitable, type Waitable } from './waiting.ts';

/** A message as the fake keeps it. */
export interface Kept extends Sent {
  readonly id: string;
  readonly channel: string;
  edits: number;
}

/** What came back to an interaction: its callback, or what its answer was changed to. */
export interface Callback {
  readonly token: string;
  readonly type: number;
  readonly flags: number;
  readonly embeds: Sent['embeds'];
  /** Files that came with it. */
  readonly attached: readonly Attached[];
}

export interface RestState {
  readonly token: string;
  readonly guilds: FakeGuild[];
  readonly messages: Waitable<Kept>;
  /** Changes of messages, as they came. */
  readonly edits: Waitable<Kept>;
  /** Messages that were pinned, by their ids. */
  readonly pins: Waitable<string>;
  readonly callbacks: Waitable<Callback>;
  readonly answers: Waitable<Callback>;
  readonly registrations: Waitable<{ readonly guild: string; readonly commands: readonly Command[] }>;
  readonly commands: Map<string, Command[]>;
  /** Tokens of interactions that can be answered. */
  readonly interactions: Map<string, 'new' | 'deferred' | 'answered'>;
  readonly gatewayUrl: () => string;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export function createRestState(given: Pick<RestState, 'token' | 'guilds' | 'gatewayUrl'>): RestState {
  return {
    ...given,
    messages: createWaitable(),
    edits: createWaitable(),
    pins: createWaitable(),
    callbacks: createWaitable(),
    answers: createWaitable(),
    registrations: createWaitable(),
    commands: new Map(),
    interactions: new Map(),
  };
}

export interface Asked {
  readonly method: string;
  /** Below `/api/v10`, decoded, without the query. */
  readonly path: string;
  readonly auth: string | null;
  readonly body: unknown;
  /** By the names of their parts. */
  readonly files: ReadonlyMap<string, Upload>;
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const refuse = (status: number, code: number, message: string): Answer => ({
  status,
  body: { code, message },
});

type Handler = (
  state: RestState,
  ids: readonly string[],
  body: unknown,
  files: ReadonlyMap<string, Upload>,
) => Answer;

const ROUTES: readonly (readonly [string, RegExp, Handler, 'bot' | 'anyone'])[] = [
  ['GET', /^\/gateway\/bot$/, (state) => ok(gatewayBot(state)), 'bot'],
  ['GET', /^\/users\/@me$/, () => ok(userObject(BOT_ID, 'pithead', true)), 'bot'],
  [
    'GET',
    /^\/(?:oauth2\/)?applications\/@me$/,
    () => ok({ id: APPLICATION_ID, name: 'pithead', flags: 0 }),
    'bot',
  ],
  [
    'GET',
    /^\/channels\/(\d+)$/,
    (state, [id = '']) => withChannel(state, id, (each) => ok(channelObject(each))),
    'bot',
  ],
  ['POST', /^\/channels\/(\d+)\/messages$/, post, 'bot'],
  [
    'GET',
    /^\/channels\/(\d+)\/messages\/(\d+)$/,
    (state, [channel = '', id = '']) => withMessage(state, channel, id, (kept) => ok(shown(kept))),
    'bot',
  ],
  ['PATCH', /^\/channels\/(\d+)\/messages\/(\d+)$/, edit, 'bot'],
  ['PUT', /^\/channels\/(\d+)\/messages\/pins\/(\d+)$/, pin, 'bot'],
  [
    'GET',
    /^\/guilds\/(\d+)$/,
    (state, [id = '']) => withGuild(state, id, (guild) => ok(guildObject(guild))),
    'bot',
  ],
  [
    'GET',
    /^\/guilds\/(\d+)\/roles$/,
    (state, [id = '']) => withGuild(state, id, (guild) => ok(guildObject(guild).roles)),
    'bot',
  ],
  [
    'GET',
    /^\/guilds\/(\d+)\/members\/(\d+)$/,
    (state, [id = '']) => withGuild(state, id, (guild) => ok(memberObject(guild))),
    'bot',
  ],
  [
    'GET',
    /^\/applications\/\d+\/guilds\/(\d+)\/commands$/,
    (state, [id = '']) => withGuild(state, id, () => ok(state.commands.get(id) ?? [])),
    'bot',
  ],
  [
    'PUT',
    /^\/applications\/\d+\/guilds\/(\d+)\/commands$/,
    (state, [id = ''], body) =>
      withGuild(state, id, () => register(state, id, z.array(commandSchema).max(100).safeParse(body), [])),
    'bot',
  ],
  [
    'POST',
    /^\/applications\/\d+\/guilds\/(\d+)\/commands$/,
    (state, [id = ''], body) =>
      withGuild(state, id, () =>
        register(state, id, z.tuple([commandSchema]).safeParse([body]), state.commands.get(id) ?? []),
      ),
    'bot',
  ],
  ['POST', /^\/interactions\/\d+\/([^/]+)\/callback$/, callBack, 'anyone'],
  ['PATCH', /^\/webhooks\/\d+\/([^/]+)\/messages\/@original$/, answer, 'anyone'],
];

/** What Discord would answer. */
export function restAnswer(state: RestState, { method, path, auth, body, files }: Asked): Answer {
  for (const [wanted, pattern, handle, who] of ROUTES) {
    const match = pattern.exec(path);
    if (wanted !== method || match === null) continue;
    if (who === 'bot' && auth !== `Bot ${state.token}`) return refuse(401, 0, '401: Unauthorized');
    return handle(state, match.slice(1), body, files);
  }
  return refuse(404, 0, '404: Not Found');
}

function gatewayBot(state: RestState) {
  const session_start_limit = { total: 1_000, remaining: 999, reset_after: 14_400_000, max_concurrency: 1 };
  return { url: state.gatewayUrl(), shards: 1, session_start_limit };
}

function post(state: RestState, [channel = '']: readonly string[], body: unknown): Answer {
  return withChannel(state, channel, () => {
    const parsed = sentSchema.safeParse(body);
    if (!parsed.success) return invalid(parsed.error);
    const { nonce, enforce_nonce, message_reference: reference } = parsed.data;
    const same = state.messages.all.find((kept) => kept.channel === channel && kept.nonce === nonce);
    if (nonce !== undefined && enforce_nonce && same !== undefined) return ok(shown(same));
    const found = state.messages.all.some(({ id }) => id === reference?.message_id);
    if (reference?.fail_if_not_exists === true && !found) return refuse(400, 50_035, 'Unknown message');
    const id = String(700_000_000_000_000_000n + BigInt(state.messages.all.length + 1));
    const kept = { ...parsed.data, id, channel, edits: 0 };
    state.messages.add(kept);
    return ok(shown(kept));
  });
}

function edit(state: RestState, [channel = '', id = '']: readonly string[], body: unknown): Answer {
  return withMessage(state, channel, id, (kept) => {
    const parsed = sentSchema.safeParse(body);
    if (!parsed.success) return invalid(parsed.error);
    const { embeds, components } = parsed.data;
    Object.assign(kept, { embeds, components, edits: kept.edits + 1 });
    state.edits.add(kept);
    return ok(shown(kept));
  });
}

function pin(state: RestState, [channel = '', id = '']: readonly string[]): Answer {
  const guild = state.guilds.find(({ channels }) => channels.some((each) => each.id === channel));
  if (((guild?.permissions ?? 0n) & PIN_MESSAGES) === 0n) return refuse(403, 50_013, 'Missing Permissions');
  return withMessage(state, channel, id, () => {
    state.pins.add(id);
    return { status: 204, body: null };
  });
}

function register(
  state: RestState,
  guild: string,
  parsed: z.ZodSafeParseResult<Command[]>,
  before: readonly Command[],
): Answer {
  if (!parsed.success) return invalid(parsed.error);
  const names = new Set(parsed.data.map(({ name }) => name));
  const commands = [...before.filter(({ name }) => !names.has(name)), ...parsed.data];
  state.commands.set(guild, commands);
  state.registrations.add({ guild, commands });
  return ok(commands.map((command, i) => ({ ...command, id: `${i}`, application_id: APPLICATION_ID })));
}

const callbackSchema = z.strictObject({
  type: z.int(),
  data: z.looseObject({ flags: z.int().default(0), embeds: z.unknown().optional() }).default({ flags: 0 }),
});

function callBack(state: RestState, [token = '']: readonly string[], body: unknown): Answer {
  const parsed = callbackSchema.safeParse(body);
  if (!parsed.success) return invalid(parsed.error);
  const known = state.interactions.get(token);
  if (known === undefined) return refuse(404, 10_062, 'Unknown interaction');
  if (known !== 'new') return refuse(400, 40_060, 'Interaction has already been acknowledged.');
  const { type, data } = parsed.data;
  const sent = type === 4 ? sentSchema.safeParse(data) : null;
  if (sent?.success === false) return invalid(sent.error);
  state.interactions.set(token, type === 4 ? 'answered' : 'deferred');
  state.callbacks.add({ token, type, flags: data.flags, embeds: sent?.data.embeds ?? [], attached: [] });
  return { status: 204, body: null };
}

function answer(
  state: RestState,
  [token = '']: readonly string[],
  body: unknown,
  files: ReadonlyMap<string, Upload>,
): Answer {
  const known = state.interactions.get(token);
  if (known === undefined) return refuse(401, 50_027, 'Invalid Webhook Token');
  if (known === 'new') return refuse(404, 10_008, 'Unknown Message');
  const parsed = sentSchema.safeParse(body);
  if (!parsed.success) return invalid(parsed.error);
  const { embeds, flags } = parsed.data;
  const attaching = attach(parsed.data, files);
  if (!attaching.ok) return refuse(attaching.status, attaching.code, attaching.problem);
  state.answers.add({ token, type: 0, flags, embeds, attached: attaching.attached });
  return ok({ id: '1', channel_id: '1', embeds });
}

function invalid(error: z.ZodError): Answer {
  const said = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  return refuse(400, 50_035, `Invalid Form Body: ${said}`);
}

function withChannel(
  { guilds }: RestState,
  id: string,
  then: (channel: FakeGuild['channels'][number]) => Answer,
): Answer {
  const channel = guilds.flatMap(({ channels }) => channels).find((each) => each.id === id);
  return channel === undefined ? refuse(404, 10_003, 'Unknown Channel') : then(channel);
}

function withGuild({ guilds }: RestState, id: string, then: (guild: FakeGuild) => Answer): Answer {
  const guild = guilds.find((each) => each.id === id);
  return guild === undefined ? refuse(403, 50_001, 'Missing Access') : then(guild);
}

function withMessage(state: RestState, channel: string, id: string, then: (kept: Kept) => Answer): Answer {
  const kept = state.messages.all.find((each) => each.channel === channel && each.id === id);
  return kept === undefined ? refuse(404, 10_008, 'Unknown Message') : then(kept);
}

function shown({ id, channel, embeds, components, flags, nonce }: Kept) {
  return { id, channel_id: channel, embeds, components, flags, nonce, content: '' };
}
