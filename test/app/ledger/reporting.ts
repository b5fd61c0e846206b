import { z } from 'zod';
import type { Overrides } from '../../../src/app.ts';
import { startProgram, tempDir, type Program } from '../../support/program.ts';

export const DIGEST_KEY = 'the-key-of-digest-0123456789';
export const OTHER_KEY = 'the-key-of-other-0123456789';

/** An OpenAI call of gpt-4o that costs $2.50 / 1M * 1000 + $10 / 1M * 100 = $0.0035. */
export const CALL = {
  id: 'chatcmpl-1',
  provider: 'openai',
  model: 'gpt-4o-2024-08-06',
  usage: { prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 },
} as const;
export const CALL_USD = '0.0035';

export interface Reporting {
  readonly program: Program;
  readonly dir: string;
  readonly post: (
    path: string,
    body: unknown,
    key?: string | null,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answer>;
  readonly get: (path: string, key?: string) => Promise<Answer>;
  /** Titles of what the ledger told so far, the oldest first. */
  told(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
  /** Of an answer that is a list. */
  readonly list: readonly Readonly<Record<string, unknown>>[];
}

const object = z.record(z.string(), z.unknown());

/** The whole program with two workflows. */
export async function startReporting(
  config: Readonly<Record<string, unknown>> = {},
  overrides: Overrides & { readonly in?: string } = {},
): Promise<Reporting> {
  const own = overrides.in === undefined ? tempDir() : null;
  const dir = overrides.in ?? own?.path ?? '';
  const program = await startProgram(
    dir,
    {
      timezone: 'UTC',
      workflows: { digest: { key: DIGEST_KEY }, other: { key: OTHER_KEY } },
      ...config,
    },
    overrides,
  );

  return {
    program,
    dir,
    post: async (path, body, key = DIGEST_KEY, headers = {}) =>
      answered(
        await fetch(program.app.privateUrl + path, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...(key === null ? {} : { authorization: `Bearer ${key}` }),
            ...headers,
          },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
    get: async (path, key) =>
      answered(
        await fetch(
          program.app.privateUrl + path,
          key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } },
        ),
      ),
    async told() {
      await program.app.settled();
      const events = z
        .array(z.object({ id: z.string() }))
        .parse(await program.get('/v1/events?source=ledger&limit=100'));
      const titles: string[] = [];
      for (const { id } of events.toReversed()) titles.push(await titleOf(program, id));
      return titles;
    },
    async stop() {
      await program.app.stop();
      own?.dispose();
    },
  };
}

const traceSchema = z.object({ steps: z.array(z.object({ step: z.string(), detail: z.string() })) });

async function titleOf(program: Program, id: string): Promise<string> {
  const { steps } = traceSchema.parse(await program.get(`/v1/trace/${id}`));
  return steps.map(({ step, detail }) => `${step}: ${detail}`).join(' | ');
}

async function answered(response: Response): Promise<Answer> {
  const text = await response.text();
  const parsed: unknown = text === '' ? {} : JSON.parse(text);
  const list = z.array(object).safeParse(parsed);
  return {
    status: response.status,
    headers: response.headers,
    body: object.safeParse(parsed).data ?? {},
    list: list.data ?? [],
  };
}
