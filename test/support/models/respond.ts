import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { Answered, Reply } from './replies.ts';

/** How an API puts an answer into bytes. */
export interface Wire {
  readonly contentType: string;
  /** What goes out at once: before the first token, and before anything goes wrong. */
  open(answer: Answered): string;
  /** The pieces of the answer itself. */
  content(answer: Answered): readonly string[];
  /** The end mark and the usage. */
  end(answer: Answered): string;
  /** The answer without choices or content, whole. */
  nothing(): string;
  /** Something that is no JSON, and something that is, but no piece of an answer. */
  junk(kind: 'not-json' | 'other-shape'): string;
  errorInside(error: Readonly<Record<string, unknown>>): string;
  /** The body that the API sends with a status. */
  refusal(status: number): unknown;
}

/** Turns of the event loop in which a reader in this process has seen what was sent. */
const TURNS_TO_READ = 10;

/** Carries out a reply. */
export async function respond(response: ServerResponse, wire: Wire, reply: Reply): Promise<void> {
  switch (reply.kind) {
    case 'refused': {
      const body = reply.body ?? wire.refusal(reply.status);
      const contentType = typeof body === 'string' ? 'text/html' : 'application/json';
      response.writeHead(reply.status, { 'content-type': contentType, ...reply.headers });
      return void response.end(typeof body === 'string' ? body : JSON.stringify(body));
    }
    case 'hanging':
      if (reply.after === 'nothing') return;
      begin(response, wire);
      if (reply.after === 'text') await sendBeginning(response, wire, 'The answer be');
      return;
    case 'answered':
      begin(response, wire);
      return answer(response, wire, reply);
    case 'error-inside':
      begin(response, wire);
      await sendBeginning(response, wire, reply.text);
      return void response.end(wire.errorInside(reply.error));
    case 'broken':
      if (reply.how === 'reset') return void response.socket?.destroy();
      begin(response, wire);
      if (reply.how === 'no-choices') return void response.end(wire.nothing());
      await sendBeginning(response, wire, reply.text);
      if (reply.how === 'cut') return void response.socket?.destroy();
      return void response.end(reply.how === 'ended-early' ? '' : wire.junk(reply.how));
  }
}

function begin(response: ServerResponse, wire: Wire): void {
  response.writeHead(200, { 'content-type': wire.contentType });
  response.flushHeaders();
}

async function answer(response: ServerResponse, wire: Wire, reply: Answered): Promise<void> {
  await send(response, wire.open(reply));
  await reply.beforeFirst?.();
  for (const piece of wire.content(reply)) await send(response, piece);
  if (reply.beforeEnd !== undefined) {
    await hasBeenRead();
    await reply.beforeEnd();
  }
  if (reply.staysOpen === true) return send(response, wire.end(reply));
  response.end(wire.end(reply));
}

async function sendBeginning(response: ServerResponse, wire: Wire, text: string): Promise<void> {
  const beginning: Answered = { kind: 'answered', text };
  await send(response, wire.open(beginning) + wire.content(beginning).join(''));
  await hasBeenRead();
}

function send(response: ServerResponse, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (text === '') resolve();
    else response.write(text, () => resolve());
  });
}

async function hasBeenRead(): Promise<void> {
  for (let turn = 0; turn < TURNS_TO_READ; turn++) await setImmediate();
}
