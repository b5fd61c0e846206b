import { randomUUID } from 'node:crypto';
import type { BoundScheme } from '../../webhooks/scheme.ts';
import { send, type Answer, type Post } from './post.ts';
import { bodyOf, type Payload } from './payloads.ts';

/** A webhook on its way, posted as often as its sender must. */
export interface Delivery {
  readonly payload: Payload;
  /** The sender's own id; a post that is repeated keeps it. */
  readonly id: string;
  readonly body: Buffer;
  /** One for each post, `null` where none came. */
  readonly answers: (Answer | null)[];
}

export function newDelivery(payload: Payload): Delivery {
  return { payload, id: randomUUID(), body: bodyOf(payload), answers: [] };
}

/** The request that the delivery's sender would make at `now` (epoch milliseconds). */
export function signedPost(
  { payload, id, body }: Pick<Delivery, 'payload' | 'id' | 'body'>,
  scheme: BoundScheme,
  publicUrl: string,
  now: number,
): Post {
  const url = `${publicUrl}/hooks/${payload.source}`;
  const signature = scheme.sign({ body, now, id, type: payload.type, url });
  return { url, headers: [['content-type', 'application/json'], ...signature], body };
}

/** Posts and keeps the answer. */
export async function deliver(
  delivery: Delivery,
  post: Post,
  signal: AbortSignal,
  half = false,
): Promise<Answer | null> {
  const answer = await send(post, signal, half);
  delivery.answers.push(answer);
  return answer;
}
