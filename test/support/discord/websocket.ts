import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** The server's side of one WebSocket (RFC 6455): text, close and ping frames, whole messages of up to 64 KiB. */
export interface ServerSocket {
  send(text: string): void;
  /** Says why, waits for nothing. */
  close(code: number): void;
  /** Ends the connection without a word. */
  drop(): void;
}

export interface SocketEvents {
  readonly text: (text: string) => void;
  /** Once; `code` is what the client gave, `null`: it went without a word. */
  readonly closed: (code: number | null) => void;
}

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** Answers the request to upgrade. */
export function acceptSocket(request: IncomingMessage, stream: Duplex, events: SocketEvents): ServerSocket {
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  stream.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  let pending = Buffer.alloc(0);
  let code: number | null = null;
  let over = false;

  function end(): void {
    if (over) return;
    over = true;
    events.closed(code);
  }

  stream.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (let frame = readFrame(pending); frame !== null; frame = readFrame(pending)) {
      pending = pending.subarray(frame.length);
      if (frame.opcode === TEXT) events.text(frame.payload.toString('utf8'));
      if (frame.opcode === PING) stream.write(frameOf(PONG, frame.payload));
      if (frame.opcode === CLOSE) {
        code = frame.payload.length >= 2 ? frame.payload.readUInt16BE(0) : null;
        stream.end(frameOf(CLOSE, frame.payload));
      }
    }
  });
  stream.on('close', end);
  stream.on('end', () => stream.end());
  stream.on('error', end);

  return {
    send(text) {
      if (!over && stream.writable) stream.write(frameOf(TEXT, Buffer.from(text)));
    },
    close(closeCode) {
      const payload = Buffer.alloc(2);
      payload.writeUInt16BE(closeCode);
      stream.write(frameOf(CLOSE, payload));
    },
    drop: () => void stream.destroy(),
  };
}

function frameOf(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/** The first frame of a client's bytes; `null`: it is not whole yet. */
function readFrame(bytes: Buffer) {
  const [first = 0, second = 0] = bytes;
  if (bytes.length < 6) return null;
  const short = second & 127;
  const at = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < at + 4) return null;
  const size =
    short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const length = at + 4 + size;
  if (bytes.length < length) return null;
  const mask = bytes.subarray(at, at + 4);
  const payload = Buffer.from(bytes.subarray(at + 4, length));
  for (let i = 0; i < payload.length; i++) payload[i] = (payload[i] ?? 0) ^ (mask[i % 4] ?? 0);
  return { opcode: first & 15, payload, length };
}
