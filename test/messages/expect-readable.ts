import { expect } from 'vitest';
import { bidiEnds } from '../../src/core/bidi.ts';
import type { Message } from '../../src/core/message.ts';

/** What holds for every message, whatever was thrown at the renderer. */
export function expectReadable(message: Message): void {
  const text = `${message.title}\n${message.body}`;
  expect(message.title.trim(), 'a title').not.toBe('');
  expect(message.title.length).toBeLessThanOrEqual(200);
  expect(message.body.length).toBeLessThanOrEqual(1_500);
  expect(message.title).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
  expect(message.body.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
  for (const line of text.split('\n')) expect(bidiEnds(line), 'no direction reaches further').toBe('');
  expect(text).not.toMatch(/\[object |\{"|\[\{|\b(?:undefined|null|NaN)\b/);
  expect(text.isWellFormed()).toBe(true);
  if (message.link !== null) {
    expect(message.link).toMatch(/^https?:\/\//);
    expect(message.link).not.toMatch(/api\.github\.com|\/api\/v3\//);
  }
}
