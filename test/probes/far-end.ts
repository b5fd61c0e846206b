import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { newTraceId } from '../../src/core/ids.ts';
import { SILENT_LOG } from '../../src/core/silent-log.ts';
import type { ProbeDeps } from '../../src/probes/deps.ts';
import { NOTHING_READ } from '../../src/probes/host/readings.ts';
import type { RunContext } from '../../src/probes/probe.ts';
import type { FakeClock } from '../support/fake-clock.ts';

export function tlsFile(name: string): string {
  return fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
}

/** What a TLS server needs to show one of the certificates of `test/fixtures/tls`. */
export function showing(certificate: string): { readonly cert: Buffer; readonly key: Buffer } {
  return { cert: readFileSync(tlsFile(`${certificate}.pem`)), key: readFileSync(tlsFile('server.key')) };
}

/** Servers on free ports of this machine, closed together. */
export function createFarEnds() {
  const servers: (net.Server | http.Server)[] = [];
  const sockets = new Set<net.Socket>();

  async function listen(server: net.Server): Promise<number> {
    servers.push(server);
    server.on('connection', (socket: net.Socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    });
    server.on('tlsClientError', () => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  return {
    listen,
    http: (answer: http.RequestListener) => listen(http.createServer(answer)),
    https: (certificate: string, answer: http.RequestListener) =>
      listen(https.createServer(showing(certificate), answer)),
    /** A port where nothing listens. */
    async closedPort(): Promise<number> {
      const server = net.createServer();
      const port = await listen(server);
      await new Promise((resolve) => server.close(resolve));
      return port;
    },
    async close(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
      servers.length = 0;
    },
  };
}

/** What the program lends to a probe that asks no model. */
export function plainDeps(clock: FakeClock, changes: Partial<ProbeDeps> = {}): ProbeDeps {
  return {
    clock,
    log: SILENT_LOG,
    redact: (text) => text,
    providers: new Map(),
    prices: {
      price: () => ({ buckets: null, costPico: null, status: 'no-usage' }),
      describe: () => null,
    },
    record: () => Promise.resolve(),
    estimate: () => null,
    paused: () => null,
    publicUrl: null,
    readHost: () => Promise.resolve(NOTHING_READ),
    loopback: () => {
      throw new Error('no probe of these goes through the loopback');
    },
    ...changes,
  };
}

export function runContext(
  clock: FakeClock,
  changes: { readonly signal?: AbortSignal; readonly baseline?: readonly number[] } = {},
): RunContext {
  return {
    at: clock.now(),
    traceId: newTraceId((length) => new Uint8Array(length).fill(1)),
    baseline: [],
    signal: new AbortController().signal,
    progress: () => {},
    arrived: () => {},
    ...changes,
  };
}
