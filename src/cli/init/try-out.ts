import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { isObject } from '../../core/json.ts';
import { createApp, type App, type Terminal } from '../../app.ts';
import type { LoadedConfig } from '../../config.ts';
import { demoSource } from '../../config/demo-source.ts';
import { demoSecret } from '../../own-secrets.ts';
import type { Source } from '../../webhooks/source.ts';
import { reasonOf } from '../failure.ts';
import { signTyped } from '../typed-body.ts';
import { BrokenOff, unlessAborted, type InitIo } from './io.ts';

const LOOK_AGAIN_MS = 200;

const acceptedSchema = z.object({ id: z.string() });
const traceSchema = z.object({
  deliveries: z.array(z.object({ channel: z.string(), state: z.string(), reason: z.string().nullable() })),
});
const statusSchema = z.object({
  channels: z.array(z.object({ name: z.string(), lastError: z.string().nullable() })),
});

export type TriedOut =
  | { readonly ok: true; readonly eventId: string }
  | { readonly ok: false; readonly problem: string };

export interface Attempt {
  readonly loaded: Extract<LoadedConfig, { ok: true }>;
  /** Names of the channels that shall get the event. */
  readonly channels: readonly string[];
  /** The source that sends it; `null`: the program's own `demo`. */
  readonly source: string | null;
}

/**
 * Starts the program in this process with the new channels alone, on free ports, posts an event signed as its sender
 * would, and waits until every channel has it. The other chats hear nothing of it.
 */
export async function tryOut(attempt: Attempt, io: InitIo): Promise<TriedOut> {
  const { loaded } = attempt;
  const app = createApp(testConfig(attempt), {
    env: loaded.env,
    dir: loaded.dir,
    channels: io.channels,
    stdout: NOWHERE,
    stderr: NOWHERE,
    listen: false,
  });
  const enough = AbortSignal.timeout(io.patienceMs);
  const signal = AbortSignal.any([io.signal, enough]);
  try {
    await unlessAborted(signal, app.start());
    const id = await unlessAborted(signal, post(app, attempt));
    return await arrival(app, id, io, enough, signal);
  } catch (error) {
    if (error instanceof BrokenOff) throw error;
    return { ok: false, problem: enough.aborted ? 'it took too long' : reasonOf(error) };
  } finally {
    await app.stop();
  }
}

/** What is printed meanwhile is the wizard's. */
const NOWHERE: Terminal = {
  columns: undefined,
  isTTY: false,
  write: (_chunk, done) => done(),
  on: () => {},
};

function testConfig({ loaded, channels, source }: Attempt): unknown {
  const { raw } = loaded;
  const free = { host: '127.0.0.1', port: 0 };
  return {
    ...(isObject(raw) ? raw : {}),
    // Signer and receiver share this machine's clock; whether it is right is the doctor's question.
    server: { public: free, private: free, clock: 'trust' },
    channels: pick(raw, 'channels', channels),
    operators: {},
    sources: source === null ? {} : pick(raw, 'sources', [source]),
    routes: [
      {
        name: 'init',
        to: channels,
        message: { title: '{{ event.data.title }}', body: '{{ event.data.message }}' },
      },
    ],
  };
}

async function post(app: App, { loaded: { config }, source }: Attempt): Promise<string> {
  const name = source ?? 'demo';
  const url = `${app.publicUrl}/hooks/${name}`;
  const now = Date.now();
  const { body, headers } = signTyped(senderOf(config.sources.get(name), config.dataDir), {
    body: Buffer.from(JSON.stringify(testEvent(name, now))),
    now,
    id: randomUUID(),
    type: null,
    url,
  });
  const response = await fetch(url, {
    method: 'POST',
    headers: [
      ['content-type', 'application/json'],
      ...headers.map(([key, value]) => [key, value] as [string, string]),
    ],
    body: new Uint8Array(body),
  });
  const answer: unknown = await response.json();
  const accepted = acceptedSchema.safeParse(answer);
  if (!response.ok || !accepted.success) throw new Error(`the program answered ${response.status} to it`);
  return accepted.data.id;
}

function testEvent(source: string, now: number) {
  return {
    id: `evt_init_${now}`,
    type: 'pithead.test',
    title: 'Pithead is connected',
    message: `A test event from "${source}": signed, verified, stored and delivered, as every real one will be.`,
  };
}

function senderOf(source: Source | undefined, dataDir: string): Source {
  return source ?? demoSource(demoSecret(dataDir));
}

/** Looks until every channel has the event, one gave it up, or it took long enough. */
async function arrival(
  app: App,
  id: string,
  io: InitIo,
  enough: AbortSignal,
  signal: AbortSignal,
): Promise<TriedOut> {
  for (;;) {
    await unlessAborted(io.signal, Promise.race([app.settled(), pause(io, LOOK_AGAIN_MS)]));
    const { deliveries } = traceSchema.parse(await get(`${app.privateUrl}/v1/trace/${id}`));
    const dead = deliveries.find(({ state }) => state === 'dead');
    if (dead !== undefined)
      return {
        ok: false,
        problem: `${dead.channel} did not take it: ${dead.reason ?? 'no reason was given'}`,
      };
    const late = deliveries.find(({ state }) => state !== 'delivered');
    if (late === undefined) return { ok: true, eventId: id };
    if (enough.aborted) {
      const { channels } = statusSchema.parse(await get(`${app.privateUrl}/v1/status`));
      const lastError = channels.find(({ name }) => name === late.channel)?.lastError ?? 'no answer yet';
      return { ok: false, problem: `${late.channel} could not be reached: ${lastError}` };
    }
    await unlessAborted(signal, pause(io, LOOK_AGAIN_MS)).catch((error: unknown) => {
      if (error instanceof BrokenOff) throw error;
    });
  }
}

function pause(io: InitIo, ms: number): Promise<void> {
  return new Promise((resolve) => io.clock.after(ms, () => resolve()));
}

async function get(url: string): Promise<unknown> {
  const response = await fetch(url);
  return response.json();
}

function pick(raw: unknown, section: string, names: readonly string[]): Readonly<Record<string, unknown>> {
  const entries = isObject(raw) ? raw[section] : {};
  if (!isObject(entries)) return {};
  return Object.fromEntries(names.flatMap((name) => (name in entries ? [[name, entries[name]]] : [])));
}
