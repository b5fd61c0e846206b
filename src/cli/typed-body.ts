import { isObject, type Json } from '../core/json.ts';
import type { SignInput } from '../webhooks/scheme.ts';
import type { Source } from '../webhooks/source.ts';
import { CommandFailed } from './failure.ts';

/** What a sender would post: its body and the headers over it. */
export interface Signed {
  readonly body: Uint8Array;
  readonly headers: readonly (readonly [string, string])[];
}

/**
 * Signs the body so that the event gets `input.type`: in a header where this sender has one for it, else as `type` in
 * a JSON body. Ends the command where the sender names its type in no place that can be set.
 */
export function signTyped(source: Source, input: SignInput): Signed {
  const asItIs = sign(source, input);
  if (input.type === null || typeOf(source, asItIs) === input.type) return asItIs;
  const data = jsonOf(input.body);
  if (isObject(data)) {
    const typed = sign(source, {
      ...input,
      body: Buffer.from(JSON.stringify({ ...data, type: input.type })),
    });
    if (typeOf(source, typed) === input.type) return typed;
  }
  throw new CommandFailed(
    `a ${source.scheme} sender names the type elsewhere in the body: write "${input.type}" there and leave --type out`,
    2,
  );
}

function sign(source: Source, input: SignInput): Signed {
  return { body: input.body, headers: source.bound.sign(input) };
}

function typeOf(source: Source, { body, headers }: Signed): string | null {
  return source.bound.describe({ method: 'POST', url: '/', headers, body }, jsonOf(body)).type;
}

function jsonOf(body: Uint8Array): Json {
  try {
    const data: Json = JSON.parse(Buffer.from(body).toString('utf8'));
    return data;
  } catch {
    return null;
  }
}
