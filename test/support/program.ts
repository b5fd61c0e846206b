import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { createApp, type App, type Overrides } from '../../src/app.ts';
import { httpChat } from './http-chat.ts';
import { createSink } from './sinks.ts';

/** A temporary folder that goes with `dispose`. */
export function tempDir(): { readonly path: string; dispose(): void } {
  const path = mkdtempSync(join(tmpdir(), 'pithead-test-'));
  return { path, dispose: () => rmSync(path, { recursive: true, force: true }) };
}

export const TOKEN = 'a-token-of-the-tests-0123456789';

export interface Program {
  readonly app: App;
  /** Everything on stdout so far, as the lines' objects. */
  log(): readonly Record<string, unknown>[];
  post(body: unknown, headers?: Readonly<Record<string, string>>): Promise<{ status: number; body: Answer }>;
  get(path: string): Promise<unknown>;
}

const answerSchema = z.object({
  id: z.string().optional(),
  duplicate: z.boolean().optional(),
  error: z.string().optional(),
  requestId: z.string().optional(),
});
export type Answer = z.infer<typeof answerSchema>;

/** The whole program on free ports, with the tests' chat as a further kind of channel. */
export async function startProgram(
  dir: string,
  config: Readonly<Record<string, unknown>>,
  overrides: Overrides = {},
): Promise<Program> {
  const stdout = createSink();
  const app = createApp(
    {
      server: { public: { port: 0 }, private: { port: 0 } },
      storage: `sqlite:${join(dir, 'pithead.db')}`,
      sources: { door: { scheme: 'bearer', secrets: [TOKEN], type: { field: '/type' } } },
      ...config,
    },
    { env: {}, dir, stdout, stderr: createSink(), channels: [httpChat], ...overrides },
  );
  await app.start();
  return {
    app,
    log: () =>
      stdout.text
        .split('\n')
        .filter(Boolean)
        .map((line): Record<string, unknown> => JSON.parse(line)),
    async post(body, headers = {}) {
      const response = await fetch(`${app.publicUrl}/hooks/door`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: answerSchema.parse(await response.json()) };
    },
    get: async (path) => (await fetch(app.privateUrl + path)).json(),
  };
}
