import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readRun } from '../run-file.ts';
import type { CliCommand } from './command.ts';
import { CommandFailed, reasonOf } from './failure.ts';
import { asJson } from './print.ts';
import { configOf, sourceOf } from './setting.ts';
import { signTyped } from './typed-body.ts';

const answerSchema = z.object({
  id: z.string().optional(),
  duplicate: z.boolean().optional(),
  error: z.string().optional(),
  requestId: z.string().optional(),
});

export const sendCommand: CliCommand = {
  name: 'send',
  summary: 'sign a file and post it as that source’s sender would',
  args: [
    { flag: '<source>', about: 'the name of a source' },
    { flag: '<file>', about: 'the body to send' },
  ],
  options: [
    {
      flag: '--type <type>',
      about: 'the event’s type, where the sender would name it (a header, or `type` in a JSON body)',
    },
    { flag: '--url <url>', about: 'where to post it (default: this program’s own public listener)' },
  ],
  json: true,
  async run(call) {
    const [name = '', file = ''] = call.args;
    const config = configOf(call);
    const source = sourceOf(config, name);
    const url = call.option('url') ?? `${listeningUrl(config)}/hooks/${name}`;
    const signedUrl =
      source.url ?? (config.server.publicUrl === null ? url : `${config.server.publicUrl}/hooks/${name}`);
    const { body, headers } = signTyped(source, {
      body: bodyOf(file),
      now: Date.now(),
      id: randomUUID(),
      type: call.option('type'),
      url: signedUrl,
    });
    const response = await fetch(url, {
      method: 'POST',
      headers: [
        ['content-type', contentType(file)],
        ...headers.map(([key, value]): [string, string] => [key, value]),
      ],
      body: new Uint8Array(body),
    }).catch((error: unknown) => {
      throw new CommandFailed(`${url} can't be reached (${reasonOf(error)}): is the program running?`);
    });
    const { status } = response;
    const answer = answerSchema.safeParse(await response.json().catch(() => null));
    if (!answer.success) throw new CommandFailed(`${url} answered ${status}, but not as Pithead does`);
    call.out(call.json ? asJson({ status, ...answer.data }) : sayAnswer(status, answer.data));
    return response.ok ? 0 : 1;
  },
};

function sayAnswer(
  status: number,
  { id, duplicate, error, requestId }: z.infer<typeof answerSchema>,
): string {
  if (id === undefined) return `${status} ${error ?? ''}: "npx pithead trace ${requestId ?? ''}" says why`;
  return `${status} ${duplicate === true ? 'duplicate of' : 'accepted as'} ${id}: "npx pithead trace ${id}" follows it`;
}

function bodyOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new CommandFailed(`${file} can't be read (${reasonOf(error)})`, 2);
  }
}

function listeningUrl(config: ReturnType<typeof configOf>): string {
  const { host, port } = config.server.public;
  return readRun(config.dataDir)?.publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function contentType(file: string): string {
  return file.endsWith('.json') ? 'application/json' : 'application/octet-stream';
}
