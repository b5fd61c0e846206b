import type { Message } from '../../core/message.ts';
import { part, say } from './say.ts';

const MAX_ID = 60;

export function sayUnknownId(id: string): Message {
  return say(`Nothing has the id ${part(id, MAX_ID)}: /events lists the newest`);
}
