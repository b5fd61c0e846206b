import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { exchangeRaw, type Listening, signed, startListener } from './listening.ts';

let listening: Listening;
beforeAll(async () => {
  listening = await startListener();
});
afterAll(() => listening.close());

/** A signed JSON body of so many bytes, no two pieces of it alike. */
function bodyOf(bytes: number): string {
  const numbers = Array.from({ length: bytes }, (_, i) => i).join(' ');
  return JSON.stringify({ text: numbers.slice(0, bytes - 11) });
}

function requestOf(name: string, body: string, pieceBytes: number | null, headers = ''): string {
  const signature = [...signed(listening, name, body)].map(([key, value]) => `${key}: ${value}\r\n`).join('');
  const head = `POST /hooks/${name} HTTP/1.1\r\nHost: a\r\n${signature}${headers}`;
  if (pieceBytes === null) return `${head}Content-Length: ${body.length}\r\n\r\n${body}`;
  let chunks = '';
  for (let from = 0; from < body.length; from += pieceBytes) {
    const piece = body.slice(from, from + pieceBytes);
    chunks += `${piece.length.toString(16)}\r\n${piece}\r\n`;
  }
  return `${head}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`;
}

const JSON_TYPE = 'Content-Type: application/json\r\n';

describe('a body that comes at once with its head, in whatever pieces', () => {
  test.each<[number, number | null]>([
    [20, 1],
    [1_000, null],
    [1_000, 7],
    [16_000, 4_096],
    [60_000, null],
    [60_000, 16_384],
    [65_000, null],
    [70_000, null],
    [70_000, 30_000],
    [100_000, null],
    [100_000, 65_536],
    [131_072, null],
    [262_144, null],
    [262_144, 10_000],
  ])('%d bytes, chunks of %s', async (bytes, pieceBytes) => {
    const body = bodyOf(bytes);
    expect(body).toHaveLength(bytes);
    const [answer] = await exchangeRaw(listening.port, requestOf('test', body, pieceBytes, JSON_TYPE), {
      answers: 1,
    });
    expect(answer?.status).toBe(202);
    expect(listening.accepted.at(-1)?.data).toEqual(JSON.parse(body));
  });

  it('is whole where no signature covers it', async () => {
    const [answer] = await exchangeRaw(
      listening.port,
      requestOf('token', 'disk ok on a, DISK FULL on b', 14, 'Content-Type: text/plain\r\n'),
      { answers: 1 },
    );
    expect(answer?.status).toBe(202);
    expect(listening.accepted.at(-1)?.data).toBe('disk ok on a, DISK FULL on b');
  });

  it('is its own where many come behind one another', async () => {
    const bodies = [40_000, 40_000, 300, 90_000, 20].map(bodyOf);
    const before = listening.accepted.length;
    const answers = await exchangeRaw(
      listening.port,
      bodies.map((body, i) => requestOf('test', body, i === 2 ? 100 : null, JSON_TYPE)).join(''),
      { answers: bodies.length },
    );
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 202));
    expect(listening.accepted.slice(before).map(({ data }) => data)).toEqual(
      bodies.map((body): unknown => JSON.parse(body)),
    );
  });
});

it('is refused over the limit, whether or not it is all there', async () => {
  await using strict = await startListener({ limits: { bodyBytes: 100 } });
  for (const bytes of [101, 5_000, 200_000]) {
    const [answer] = await exchangeRaw(strict.port, requestOf('test', bodyOf(bytes), 50, JSON_TYPE), {
      answers: 1,
    });
    expect(answer?.status).toBe(413);
  }
  expect(strict.accepted).toEqual([]);
});
