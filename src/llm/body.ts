import { createEventLines } from './event-lines.ts';
import { NotAnAnswer, TooLong } from './failures.ts';
import { isPlain } from './plain-json.ts';

const MIB = 1_048_576;
/** Some servers send 400 bytes with every token; 32,768 tokens come to 13 MiB. */
const MOST_STREAM_BYTES = 16 * MIB;
const MOST_WHOLE_BYTES = MIB;
/** An error's page is read so far and no further. */
const MOST_ERROR_BYTES = 65_536;
/** So much is read of a stream before others have their turn, because reading it holds them up. */
const BYTES_A_TURN = 16_384;

type Body = AsyncIterable<Uint8Array>;

/** A stream of events, as far as an SDK reads it; see `createEventLines` for what it may hold. */
export async function* readEvents(body: Body): AsyncGenerator<Uint8Array> {
  const lines = createEventLines();
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let bytes = 0;
  let sinceTurn = 0;
  for await (const chunk of body) {
    for (let from = 0; from < chunk.length; from += BYTES_A_TURN) {
      const piece = chunk.subarray(from, from + BYTES_A_TURN);
      bytes += piece.length;
      if (bytes > MOST_STREAM_BYTES) throw new TooLong('the answer was longer than 16 MiB');
      const whole = lines.take(decoder.decode(piece, { stream: true }));
      if (whole !== '') yield encoder.encode(whole);
      sinceTurn += piece.length;
      if (sinceTurn < BYTES_A_TURN) continue;
      sinceTurn = 0;
      await new Promise<void>((resolve) => void setImmediate(resolve));
    }
  }
  const rest = lines.take(decoder.decode()) + lines.end();
  if (rest !== '') yield encoder.encode(rest);
}

/** A JSON answer in one piece. Throws where it is too long or too deep. */
export async function* readWhole(body: Body): AsyncGenerator<Uint8Array> {
  const { bytes, isCut } = await gather(body, MOST_WHOLE_BYTES);
  if (isCut) throw new TooLong('the answer was longer than 1 MiB');
  if (!isPlain(bytes.toString()))
    throw new NotAnAnswer('the answer is nested too deep, or has too many values');
  yield bytes;
}

/** What a provider says of an error, as far as anybody reads it. */
export async function* readError(body: Body): AsyncGenerator<Uint8Array> {
  yield (await gather(body, MOST_ERROR_BYTES)).bytes;
}

async function gather(
  body: Body,
  most: number,
): Promise<{ readonly bytes: Buffer; readonly isCut: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) return { bytes: Buffer.concat(chunks).subarray(0, most), isCut: true };
  }
  return { bytes: Buffer.concat(chunks), isCut: false };
}
