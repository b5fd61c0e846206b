import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { APPLICATION_ID, BOT_ID, guildObject, userObject, type FakeGuild } from './objects.ts';
import { createWaitable, type Waitable } from './waiting.ts';
import { acceptSocket, type ServerSocket } from './websocket.ts';

/** What happens to connections: welcome, refused by an HTTP error, taken and never greeted. */
export type GatewayMood = 'ok' | 'http-error' | 'silent';

export interface FakeGateway {
  mood: GatewayMood;
  /** Milliseconds between heartbeats that the clients are told. */
  heartbeatMs: number;
  /** False: heartbeats get no answer, as on a zombie connection. */
  acks: boolean;
  /** Set: whoever identifies or resumes is closed with this code. */
  refuseWith: number | null;
  /** False: sessions can't be resumed. */
  resumable: boolean;
  /** Every connection that was tried, by the time of trying. */
  readonly connections: Waitable<number>;
  readonly identified: Waitable<{ readonly intents: number; readonly token: string }>;
  readonly resumed: Waitable<string>;
  /** Sends an event to every session that is up, and keeps it for those that resume. */
  dispatch(name: string, data: unknown): void;
  /** Closes every connection with a code, or without a word. */
  closeAll(code: number | null): void;
  /** Tells every connection that its session is invalid. */
  invalidate(): void;
  readonly open: number;
  upgrade(request: IncomingMessage, stream: Duplex): void;
}

const payloadSchema = z.object({ op: z.int(), d: z.unknown() });
const identifySchema = z.object({ token: z.string(), intents: z.int() });
const resumeSchema = z.object({ token: z.string(), session_id: z.string(), seq: z.int() });

interface Session {
  readonly id: string;
  sequence: number;
  readonly sent: { readonly s: number; readonly text: string }[];
  socket: ServerSocket | null;
}

/** Discord's gateway as far as it is needed: HELLO, IDENTIFY, READY, heartbeats, RESUME, INVALID_SESSION. */
export function createGateway(given: {
  readonly token: string;
  readonly guilds: readonly FakeGuild[];
  readonly url: () => string;
}): FakeGateway {
  const sockets = new Set<ServerSocket>();
  const sessions = new Map<string, Session>();

  function event(session: Session, t: string, d: unknown): void {
    session.sequence += 1;
    const text = JSON.stringify({ op: 0, t, s: session.sequence, d });
    session.sent.push({ s: session.sequence, text });
    session.socket?.send(text);
  }

  function identify(socket: ServerSocket, d: unknown): Session | null {
    const { token, intents } = identifySchema.parse(d);
    gateway.identified.add({ token, intents });
    if (gateway.refuseWith !== null || token !== given.token) {
      socket.close(gateway.refuseWith ?? 4_004);
      return null;
    }
    const session: Session = { id: `session-${sessions.size + 1}`, sequence: 0, sent: [], socket };
    sessions.set(session.id, session);
    event(session, 'READY', {
      v: 10,
      user: userObject(BOT_ID, 'pithead', true),
      guilds: given.guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: given.url(),
      shard: [0, 1],
      application: { id: APPLICATION_ID, flags: 0 },
    });
    for (const guild of given.guilds) event(session, 'GUILD_CREATE', guildObject(guild));
    return session;
  }

  function resume(socket: ServerSocket, d: unknown): Session | null {
    const { session_id: id, seq } = resumeSchema.parse(d);
    const session = sessions.get(id);
    gateway.resumed.add(id);
    if (gateway.refuseWith !== null) {
      socket.close(gateway.refuseWith);
      return null;
    }
    if (session === undefined || !gateway.resumable) {
      socket.send(JSON.stringify({ op: 9, d: false }));
      return null;
    }
    session.socket = socket;
    for (const { s, text } of session.sent) if (s > seq) socket.send(text);
    event(session, 'RESUMED', {});
    return session;
  }

  const gateway: FakeGateway = {
    mood: 'ok',
    heartbeatMs: 40_000,
    acks: true,
    refuseWith: null,
    resumable: true,
    connections: createWaitable(),
    identified: createWaitable(),
    resumed: createWaitable(),
    get open() {
      return sockets.size;
    },
    dispatch(name, data) {
      for (const session of sessions.values()) event(session, name, data);
    },
    closeAll(code) {
      for (const socket of sockets) {
        if (code === null) socket.drop();
        else socket.close(code);
      }
    },
    invalidate() {
      for (const socket of sockets) socket.send(JSON.stringify({ op: 9, d: false }));
    },
    upgrade(request, stream) {
      gateway.connections.add(Date.now());
      if (gateway.mood === 'http-error') {
        stream.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      let session: Session | null = null;
      const socket = acceptSocket(request, stream, {
        text(text) {
          const { op, d } = payloadSchema.parse(JSON.parse(text));
          if (op === 1 && gateway.acks) socket.send(JSON.stringify({ op: 11 }));
          if (op === 2) session = identify(socket, d);
          if (op === 6) session = resume(socket, d);
        },
        closed(code) {
          sockets.delete(socket);
          if (session?.socket === socket) session.socket = null;
          // Closed by the client for good: the session is over.
          if (session !== null && (code === 1_000 || code === 1_001)) sessions.delete(session.id);
        },
      });
      sockets.add(socket);
      if (gateway.mood === 'silent') return;
      socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: gateway.heartbeatMs } }));
    },
  };
  return gateway;
}
