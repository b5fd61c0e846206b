import { describe, expect, it } from 'vitest';
import { readEvents } from '../../src/llm/body.ts';
import { NotAnAnswer, TooLong } from '../../src/llm/failures.ts';
import { isPlain } from '../../src/llm/plain-json.ts';

const KIB = 1_024;

/** What is left of a stream that comes in these pieces. */
async function left(pieces: Iterable<string | Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of readEvents(bytesOf(pieces))) text += decoder.decode(chunk, { stream: true });
  return text;
}

async function* bytesOf(pieces: Iterable<string | Uint8Array>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const piece of pieces) yield typeof piece === 'string' ? encoder.encode(piece) : piece;
}

describe('a stream of events', () => {
  it.each([
    ['\n', 1],
    ['\n', 1_000],
    ['\r', 1],
    ['\r', 1_000],
    ['\r\n', 1],
    ['\r\n', 7],
    ['\r\n', 1_000],
  ])('is the same whatever ends its lines (%j), in pieces of %i bytes', async (end, size) => {
    const lines = [
      ': hello',
      '',
      'event: a',
      'data: {"ü":"🏓"}',
      'id: 7',
      '',
      '',
      'data: 1',
      'data',
      '',
      ':',
      '',
    ];
    const bytes = new TextEncoder().encode(lines.map((line) => line + end).join(''));
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
      bytes.subarray(at * size, (at + 1) * size),
    );
    expect(await left(pieces)).toBe('event: a\ndata: {"ü":"🏓"}\n\ndata: 1\ndata\n\n');
  });

  it('keeps an event that has no end', async () => {
    expect(await left(['data: 1\n\nda', 'ta: 2'])).toBe('data: 1\n\ndata: 2\n\n');
  });

  it('is empty where it is a page', async () => {
    expect(await left(['<html>\n\n', 'database: down\n\n'])).toBe('');
  });

  it('may have 32,768 tokens with 400 bytes each, or all at once', async () => {
    const event = `data: {"content":"${'x'.repeat(376)}"}\n\n`;
    const many = Array.from({ length: 64 }, () => event.repeat(512));
    expect((await left(many)).length).toBe(event.length * 32_768);
    const whole = `data: ${'x'.repeat(6 * 32_768)}\n\n`;
    expect(await left([whole])).toBe(whole);
  });

  it.each([
    ['a line without an end', ['data: ', ...Array.from({ length: 5 }, () => 'x'.repeat(64 * KIB))]],
    ['a comment without an end', [':'.repeat(257 * KIB)]],
    ['an event of many lines', [`data: ${'x'.repeat(KIB)}\n`.repeat(257)]],
    ['an event of empty lines', ['data\n'.repeat(5_000)]],
  ])('has no event that is longer than 256 KiB: %s', async (_, pieces) => {
    await expect(left(pieces)).rejects.toThrow(new TooLong('a piece of the answer was longer than 256 KiB'));
  });

  it('has no more than 65,536 events and 16 MiB', async () => {
    const events = ['data:1\n\n'.repeat(65_536)];
    expect((await left(events)).length).toBe(8 * 65_536);
    await expect(left([...events, 'data:1\n\n'])).rejects.toThrow(TooLong);
    const comment = new TextEncoder().encode(`:${' '.repeat(64 * KIB - 2)}\n`);
    const comments = Array.from({ length: 256 }, () => comment);
    expect(await left(comments)).toBe('');
    await expect(left([...comments, 'a'])).rejects.toThrow(new TooLong('the answer was longer than 16 MiB'));
  });

  it.each([
    ['deep', `data: ${'['.repeat(65)}\n\n`],
    ['deep after what is no JSON', `event: ${']'.repeat(60)}\ndata: ${'['.repeat(65)}\n\n`],
    ['deep over two lines', `data: ${'['.repeat(60)}\n:${']'.repeat(60)}\ndata: ${'['.repeat(5)}\n\n`],
    ['wide', `event: a\ndata: {"a":[${'[],'.repeat(9_000)}[]]}\n\n`],
  ])('has nothing in it that is %s', async (_, text) => {
    await expect(left([text])).rejects.toThrow(NotAnAnswer);
  });

  it('gives others a turn every 16 KiB, however much comes at once', async () => {
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    await left(['data: 1\n\n'.repeat(32 * KIB)]);
    isOver = true;
    expect(turns).toBeGreaterThanOrEqual((9 * 32) / 16);
  });
});

it.each([
  ['[]', true],
  ['not json', true],
  ['['.repeat(64), true],
  ['['.repeat(65), false],
  ['{"a":'.repeat(65), false],
  ['[]'.repeat(1_000), true],
  [`"${'['.repeat(1_000)}"`, true],
  [`"\\"${'['.repeat(1_000)}"`, true],
  [`"\\\\"${'['.repeat(1_000)}`, false],
  [`["]]]]",${'['.repeat(64)}`, false],
  [`[${'1,'.repeat(16_383)}1]`, true],
  [`[${'1,'.repeat(16_384)}1]`, false],
  [`"${','.repeat(20_000)}"`, true],
])('whether a JSON text is neither deep nor wide: %#', (text, expected) => {
  expect(isPlain(text)).toBe(expected);
});
