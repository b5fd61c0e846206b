import { expect } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import type { Message } from '../../src/core/message.ts';
import type { Log } from '../../src/core/ports.ts';
import { github } from '../../src/messages/github.ts';
import { createRenderer } from '../../src/messages/index.ts';
import { eventOf } from './event-of.ts';

const STRICT: Log = {
  info: () => {},
  warn: () => {},
  error: (step, fields) => expect.fail(`${step} ${String(fields?.['error'])}`),
};
const renderer = createRenderer([], STRICT);

/** The message as a route without a template gives it; fails where a built-in throws. */
export function render(type: string, data: Json): Message {
  return renderer(eventOf('github', type, data), 'any');
}

export function fits(type: string, data: Json): boolean {
  return github.fits(eventOf('any', type, data));
}
