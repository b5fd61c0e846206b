import { createHmac, createSecretKey, hash, timingSafeEqual } from 'node:crypto';
import { fdatasync, mkdirSync, openSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { announce } from './announce.ts';

/**
 * The least that makes a verified webhook durable before its 202: one HMAC, `JSON.parse`, three plain rows, one commit and
 * one sync for all that wait. No limits, no routes, no repeats recognised, no log, nothing delivered: a yardstick for
 * what all of that costs, and no program anybody could run.
 */
const [secret = '', dir = ''] = process.argv.slice(2);
const key = createSecretKey(Buffer.from(secret));

interface Waiting {
  readonly response: ServerResponse;
  readonly id: number;
  readonly text: string;
  readonly contentKey: Uint8Array;
}

mkdirSync(join(dir, 'least'));
const file = join(dir, 'least', 'a.db');
const database = new Database(file);
database.pragma('page_size = 1024');
database.pragma('journal_mode = WAL');
database.pragma('synchronous = NORMAL');
database.pragma('wal_autocheckpoint = 4000');
database.exec(`create table events (id integer primary key, source text, type text, time integer, data text);
  create table deliveries (seq integer primary key, event_id integer, channel text, state integer);
  create table dedup (event_id integer primary key, key blob, expires_at integer)`);
const insertEvent = database.prepare('insert into events values (?, ?, ?, ?, ?)');
const insertDelivery = database.prepare('insert into deliveries values (?, ?, ?, ?)');
const insertKey = database.prepare('insert into dedup values (?, ?, ?)');
const insertAll = database.transaction((all: readonly Waiting[]) => {
  const now = Date.now();
  for (const { id, text, contentKey } of all) {
    insertEvent.run(id, 'github', 'push', now, text);
    insertDelivery.run(id, id, 'terminal', 0);
    insertKey.run(id, contentKey, now);
  }
});
const log = openSync(`${file}-wal`, 'r+');

/** As our own group commit: waits while callers still come, for so many turns at the most. */
const GATHER_TURNS = 8;
let lastId = 0;
let waiting: Waiting[] = [];
let committing = false;

function commit(before: number, turns: number): void {
  if (waiting.length > before && turns < GATHER_TURNS) {
    setImmediate(commit, waiting.length, turns + 1);
    return;
  }
  const all = waiting;
  waiting = [];
  insertAll(all);
  fdatasync(log, (error) => {
    if (error !== null) throw error;
    for (const { response, id } of all) {
      const body = `{"id":"${id}"}`;
      response
        .writeHead(202, { 'Content-Type': 'application/json', 'Content-Length': body.length })
        .end(body);
    }
    committing = false;
    if (waiting.length > 0) begin();
  });
}

function begin(): void {
  if (committing) return;
  committing = true;
  setImmediate(commit, 0, 0);
}

function accept(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const mac = Buffer.from(createHmac('sha256', key).update(body).digest('hex'));
  const given = Buffer.from(String(request.headers['x-hub-signature-256']).slice('sha256='.length));
  if (mac.length !== given.length || !timingSafeEqual(mac, given)) {
    response.writeHead(401).end();
    return;
  }
  const text = body.toString('utf8');
  JSON.parse(text);
  const contentKey = Buffer.from(hash('sha256', body, 'hex').slice(0, 32), 'hex');
  waiting.push({ response, id: ++lastId, text, contentKey });
  begin();
}

announce(
  createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => accept(request, response, Buffer.concat(chunks)));
  }),
);
