import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

export interface ExampleRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What an example is told of its surroundings, and nothing else but where programs are found. */
export type ExampleEnv = Readonly<
  Record<'PITHEAD_URL' | 'PITHEAD_KEY' | 'OPENAI_BASE_URL' | 'ANTHROPIC_BASE_URL', string>
>;

export function pathOf(name: string): string {
  return fileURLToPath(new URL(`../../examples/usage/${name}`, import.meta.url));
}

const hasCurl = ['curl', 'jq'].every((name) => spawnSync(name, ['--version']).error === undefined);

/** Runs an example as its user would. */
export async function runExample(name: string, env: ExampleEnv): Promise<ExampleRun> {
  if (name.endsWith('.sh') && !hasCurl) return runWithoutCurl(name, env);
  const program = name.endsWith('.sh') ? '/bin/sh' : process.execPath;
  const child = spawn(program, [pathOf(name)], {
    env: { PATH: process.env['PATH'], OPENAI_API_KEY: 'sk-1', ANTHROPIC_API_KEY: 'sk-2', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('exit', resolve);
    child.once('error', reject);
  });
  const [exitCode, stdout, stderr] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { exitCode, stdout, stderr };
}

const answerSchema = z.looseObject({
  id: z.string(),
  model: z.string(),
  usage: z.unknown(),
  choices: z.tuple([z.object({ message: z.object({ content: z.string() }) })]),
});

/** The same two requests with what the script itself says, where curl or jq is missing. */
async function runWithoutCurl(name: string, env: ExampleEnv): Promise<ExampleRun> {
  console.log(`${name}: curl or jq is missing here, so its requests are sent without them`);
  const script = readFileSync(pathOf(name), 'utf8');
  const [, asked = ''] = /-d '([^']+)'/.exec(script) ?? [];
  const [, kind = '', id = ''] = /trigger: \{kind: "(\w+)", id: "([^"]+)"\}/.exec(script) ?? [];
  const answer = await fetch(`${env.OPENAI_BASE_URL}/chat/completions`, { method: 'POST', body: asked });
  const { choices, ...told } = answerSchema.parse(await answer.json());
  const record = {
    id: told.id,
    provider: 'openai',
    model: told.model,
    usage: told.usage,
    trigger: { kind, id },
  };
  const reported = await fetch(`${env.PITHEAD_URL}/v1/usage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${env.PITHEAD_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(record),
    signal: AbortSignal.timeout(2_000),
  }).then(
    ({ ok }) => ok,
    () => false,
  );
  const stderr = reported ? '' : 'usage not reported\n';
  return { exitCode: 0, stdout: `${choices[0].message.content}\n`, stderr };
}
