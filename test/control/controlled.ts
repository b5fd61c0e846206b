import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import type { CliCommand } from '../../src/cli/command.ts';
import { startProgram, tempDir, type Program } from '../support/program.ts';

const TOKEN = 'a-token-of-the-tests-0123456789';
export const DOOR_SECRET = 'a-secret-of-the-tests-0123456789';
const CONFIG = {
  server: { public: { port: 0 }, private: { port: 0 } },
  channels: { terminal: { type: 'console' } },
  sources: {
    door: {
      scheme: 'hmac',
      secrets: [DOOR_SECRET],
      hmac: {
        header: 'x-signature',
        algorithm: 'sha256',
        encoding: 'hex',
        id: { field: '/id' },
        type: { field: '/type' },
      },
    },
    token: { scheme: 'bearer', secrets: [TOKEN], type: { field: '/type' } },
  },
};

const answerSchema = z.object({ id: z.string().optional(), requestId: z.string().optional() });

interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/** A running program and the ways to ask it. */
export interface Controlled {
  readonly program: Program;
  readonly dir: string;
  get(path: string, init?: RequestInit): Promise<Answered>;
  /** With any header and any bytes in the address, which `fetch` would not send. */
  raw(method: string, path: string, headers: Readonly<Record<string, string>>): Promise<Answered>;
  /** Posts to the source `token` and gives the event's id, or the request's. */
  send(body: unknown, token?: string): Promise<string>;
  /** What a command prints with `--json`. */
  printed(
    command: CliCommand,
    args?: readonly string[],
    options?: Readonly<Record<string, string>>,
  ): Promise<unknown>;
  stop(): Promise<void>;
}

export async function startControlled(config: Readonly<Record<string, unknown>> = {}): Promise<Controlled> {
  const dir = tempDir();
  const program = await startProgram(dir.path, { ...CONFIG, ...config });
  const configPath = join(dir.path, 'pithead.yaml');
  const storage = `sqlite:${join(dir.path, 'pithead.db')}`;
  writeFileSync(configPath, JSON.stringify({ ...CONFIG, ...config, storage }));

  return {
    program,
    dir: dir.path,
    async get(path, init = {}) {
      const response = await fetch(program.app.privateUrl + path, init);
      return { status: response.status, body: await response.json() };
    },
    async raw(method, path, headers) {
      const { hostname, port } = new URL(program.app.privateUrl);
      const asked = request({ hostname, port, method, path, headers }).end();
      const [response] = await once(asked, 'response');
      let text = '';
      for await (const chunk of response) text += String(chunk);
      return { status: response.statusCode, body: JSON.parse(text) };
    },
    async send(body, token = TOKEN) {
      const response = await fetch(`${program.app.publicUrl}/hooks/token`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const { id, requestId = '' } = answerSchema.parse(await response.json());
      return id ?? requestId;
    },
    async printed(command, args = [], options = {}) {
      let text = '';
      const code = await command.run({
        args,
        option: (key) => options[key] ?? null,
        flag: () => false,
        json: true,
        configPath,
        out: (more) => (text += more),
        err: () => {},
      });
      if (code !== 0) throw new Error(`exit code ${code}`);
      return JSON.parse(text);
    },
    async stop() {
      await program.app.stop();
      dir.dispose();
    },
  };
}
