import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { MINUTE_MS } from '../../src/core/duration.ts';
import { CHANGE_KINDS, RUN_TRIGGERS, UNMEASURED_REASONS, VERDICTS } from '../../src/core/probe.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { startChat, type Chat, type Got } from '../support/http-chat.ts';
import { answers, type Reply } from '../support/models/replies.ts';
import { startModelServer, type ModelRequest, type ModelServer } from '../support/models/server.ts';
import { startProgram, tempDir, type Program } from '../support/program.ts';

/** A minute before a slot of every hourly canary. */
const START = Date.UTC(2026, 10, 22, 0, 59);
/** The answer that every canary here is content with. */
export const FINE = '{"reply":"pong"}';

const historySchema = z.object({
  runs: z.array(
    z.object({
      at: z.string(),
      trigger: z.enum(RUN_TRIGGERS),
      verdict: z.enum(VERDICTS),
      reason: z.enum(UNMEASURED_REASONS).nullable(),
      traceId: z.string(),
      latencyMs: z.number().nullable(),
      promptHash: z.string(),
      output: z.string(),
    }),
  ),
  changes: z.array(
    z.object({ kind: z.enum(CHANGE_KINDS), before: z.string().nullable(), after: z.string() }),
  ),
});
export type History = z.infer<typeof historySchema>;

/** The whole program with canaries that ask a fake model server, by a clock that stands still until it is moved. */
export interface Scene {
  readonly dir: string;
  readonly clock: FakeClock;
  readonly models: ModelServer;
  readonly ops: Chat;
  readonly spare: Chat;
  readonly program: Program;
  /** Writes, or takes away, a prompt file; what it asks goes to the model of the same name. */
  write(name: string, file: string | null): void;
  /** What a model answers from now on; without it, as it should. */
  reply(model: string, reply: Reply | ((request: ModelRequest) => Reply) | null): void;
  /** Requests to a model so far. */
  asked(model: string): number;
  /** The newest first. */
  history(name: string): Promise<History>;
  /** What stands in a chat of this canary. */
  card(name: string, chat?: Chat): Got | null;
  /** Moves the clock from one timer to the next, until nothing more is in flight each time. */
  pass(ms: number): Promise<void>;
  /** Stops the program, lets `meanwhile` happen, and starts it again on the same database. */
  restart(meanwhile?: () => void): Promise<void>;
  close(): Promise<void>;
}

/** A prompt file. `more`: further lines of its front matter. */
export function promptFile(name: string, more: readonly string[] = [], prompt = 'Say pong as JSON.'): string {
  const lines = [`provider: ${name}`, `model: ${name}`, ...more];
  return `---\n${lines.join('\n')}\n---\n${prompt}\n`;
}

export const IS_JSON = 'assert: [{ type: is-json }]';

/**
 * `files`: prompts by name; each has a provider of its own, of the same name, so that no two share a card. `start`: epoch
 * milliseconds.
 */
export async function startScene(
  files: Readonly<Record<string, string>>,
  config: (models: ModelServer) => Readonly<Record<string, unknown>> = () => ({}),
  start = START,
): Promise<Scene> {
  const dir = tempDir();
  const prompts = join(dir.path, 'prompts', 'canaries');
  mkdirSync(prompts, { recursive: true });
  const [models, ops, spare] = await Promise.all([startModelServer(), startChat(), startChat()]);
  const clock = createFakeClock(start);
  const replies = new Map<unknown, Reply | ((request: ModelRequest) => Reply)>();
  models.always((request) => {
    const reply = replies.get(request.body['model']) ?? answers(FINE);
    return typeof reply === 'function' ? reply(request) : reply;
  });
  function begin(): Promise<Program> {
    const openai = { api: 'openai', baseUrl: models.openai, free: true };
    return startProgram(
      dir.path,
      {
        timezone: 'UTC',
        channels: { ops: { type: 'http-chat', url: ops.url }, spare: { type: 'http-chat', url: spare.url } },
        routes: [{ name: 'all', source: 'canary', to: ['ops'] }],
        providers: Object.fromEntries(Object.keys(files).map((name) => [name, openai])),
        ...config(models),
      },
      { clock, random: () => 0.5 },
    );
  }

  function write(name: string, file: string | null): void {
    const path = join(prompts, `${name}.md`);
    if (file === null) rmSync(path);
    else writeFileSync(path, file);
  }

  for (const [name, file] of Object.entries(files)) write(name, file);
  let program = await begin();
  await program.app.settled();

  return {
    dir: dir.path,
    clock,
    models,
    ops,
    spare,
    get program() {
      return program;
    },
    write,
    reply(model, reply) {
      if (reply === null) replies.delete(model);
      else replies.set(model, reply);
    },
    asked: (model) => models.requests.filter(({ body }) => body['model'] === model).length,
    history: async (name) => historySchema.parse(await program.get(`/v1/canaries/${name}/history?limit=500`)),
    card: (name, chat = ops) =>
      [...chat.shown.values()].find(({ kind, title }) => kind !== 'reply' && title.startsWith(`${name} `)) ??
      null,
    async pass(ms) {
      const end = clock.now() + ms;
      await program.app.settled();
      while (clock.now() < end) {
        clock.advance(Math.min(end - clock.now(), clock.untilNext ?? MINUTE_MS));
        await program.app.settled();
      }
    },
    async restart(meanwhile = () => {}) {
      await program.app.stop();
      meanwhile();
      program = await begin();
      await program.app.settled();
    },
    async close() {
      await program.app.stop();
      await Promise.all([models.close(), ops.close(), spare.close()]);
      dir.dispose();
    },
  };
}
