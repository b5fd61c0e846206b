import { isEventId, keptTraceId } from '../../src/core/ids.ts';
import type { Origin, Outgoing, SendContext } from '../../src/core/message.ts';

export const NOW = Date.UTC(2026, 10, 22, 10);

type Post = Extract<Outgoing, { kind: 'post' }>;

export function originAt(time: number): Origin {
  const eventId = '01hzy3k8m9q2w';
  if (!isEventId(eventId)) throw new Error('no event id');
  const traceId = keptTraceId('0123456789abcdef0123456789abcdef');
  return { eventId, traceId, source: 'github', type: 'push', time };
}

export function post(changes: Partial<Post> = {}): Post {
  return {
    kind: 'post',
    message: { title: 'Push to main', body: 'one commit', link: 'https://x.example/1' },
    severity: 'info',
    status: null,
    origin: originAt(NOW),
    buttons: [],
    silent: false,
    ...changes,
  };
}

/** What the dispatcher gives with a message. */
export function sending(changes: Partial<SendContext> = {}): SendContext {
  return {
    nonce: '01hzy3k8m9q2w-1',
    possibleRepeat: false,
    signal: new AbortController().signal,
    ...changes,
  };
}
