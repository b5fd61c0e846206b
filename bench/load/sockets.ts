import { connect, type Socket } from 'node:net';
import type { Lane, OpenClient, Post } from './client.ts';

/** Writes requests that were made before to raw sockets: the least that a client can take of the machine. */
export const openSockets: OpenClient = async ({ url, requests, connections, newPost }, broken) => {
  const { hostname, port, host } = new URL(url);
  const made = Array.from({ length: requests }, () => requestBytes(newPost(), host));
  const sockets = await Promise.all(
    Array.from({ length: connections }, () => connected(hostname, Number(port))),
  );
  return {
    lanes: sockets.map((socket) => laneOf(socket, made, broken)),
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
};

/** The whole request as it stands on the wire of a kept-alive connection. */
function requestBytes({ path, headers, body }: Post, host: string): Buffer {
  const lines = Object.entries({ Host: host, 'Content-Length': String(body.length), ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`, 'latin1');
}

function laneOf(socket: Socket, requests: readonly Buffer[], broken: (error: Error) => void): Lane {
  let received = '';
  let whenAnswered: ((status: string) => void) | null = null;
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    if (!isWhole(received)) return;
    const status = received.slice(9, 12);
    received = '';
    whenAnswered?.(status);
  });
  socket.once('error', broken);
  socket.once('close', () => broken(new Error('the server closed a connection')));
  return (index, answered) => {
    whenAnswered = answered;
    socket.write(requests[index] ?? '');
  };
}

function connected(host: string, port: number): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ host, port, noDelay: true });
  socket.once('connect', () => resolve(socket));
  socket.once('error', reject);
  return promise;
}

/** Whether a response is complete: by its length, or by the end of its chunks. */
function isWhole(response: string): boolean {
  const head = response.indexOf('\r\n\r\n');
  if (head === -1) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(response)?.[1];
  return length === undefined ? response.endsWith('0\r\n\r\n') : response.length >= head + 4 + Number(length);
}
