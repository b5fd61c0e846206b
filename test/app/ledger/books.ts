import { onTestFinished } from 'vitest';
import { MINUTE_MS } from '../../../src/core/duration.ts';
import type { StorageEngine } from '../../../src/storage/index.ts';
import { openSqlite, openSqliteTrail } from '../../../src/storage/open.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { startChat, type Chat } from '../../support/http-chat.ts';
import { tempDir } from '../../support/program.ts';
import { DIGEST_KEY, OTHER_KEY, startReporting, type Answer, type Reporting } from './reporting.ts';

/** A Wednesday, 08:00 UTC. */
const WEDNESDAY = Date.UTC(2026, 10, 25, 8);
/** Of gpt-4o's input, at $2.50 for a million. */
const TOKENS_A_CENT = 4_000;

type Config = Readonly<Record<string, unknown>>;

/** The whole program with a chat, by a clock that stands still until it is moved. */
export interface Books {
  readonly dir: string;
  readonly clock: FakeClock;
  readonly chat: Chat;
  readonly ledger: Reporting;
  /** Reports a call that costs so many cents; `more`: keys of the record. */
  spend(cents: number, more?: Config, key?: string): Promise<Answer>;
  /** Titles of what the chat got, the oldest first, but for incidents. */
  told(): Promise<readonly string[]>;
  /** The budgets of `target`; without it all of them. */
  budgets(target?: string): Promise<readonly Config[]>;
  /** Moves the clock in steps, until nothing more is in flight each time. */
  pass(ms: number, stepMs?: number): Promise<void>;
  /** Stops the program and starts it again on the same database; `config` in the place of what it had. */
  restart(config?: Config): Promise<void>;
}

/** The configuration of both workflows, with budgets of `digest`. */
export function withBudget(budget: Config, more: Config = {}): Config {
  return {
    ...more,
    workflows: { digest: { key: DIGEST_KEY, budget }, other: { key: OTHER_KEY } },
  };
}

export async function startBooks(
  config: Config = {},
  { start = WEDNESDAY, engine }: { readonly start?: number; readonly engine?: StorageEngine } = {},
): Promise<Books> {
  const dir = tempDir();
  const chat = await startChat();
  const clock = createFakeClock(start);
  let calls = 0;

  function begin(given: Config): Promise<Reporting> {
    return startReporting(
      {
        channels: { ops: { type: 'http-chat', url: chat.url } },
        routes: [{ name: 'books', source: 'ledger', to: ['ops'] }],
        ...(engine === undefined ? {} : { storage: `${engine.scheme}:${dir.path}/pithead.db` }),
        ...given,
      },
      { clock, in: dir.path, random: () => 0.5, ...(engine === undefined ? {} : { engines: [engine] }) },
    );
  }

  let current = config;
  let ledger = await begin(current);
  onTestFinished(async () => {
    await ledger.stop();
    await chat.close();
    dir.dispose();
  });
  return {
    dir: dir.path,
    clock,
    chat,
    get ledger() {
      return ledger;
    },
    spend: (cents, more = {}, key = DIGEST_KEY) =>
      ledger.post('/v1/usage', { ...callOf(cents, `call-${++calls}`), ...more }, key),
    async told() {
      await ledger.program.app.settled();
      return chat.got
        .filter(({ status, kind }) => status === null && kind !== 'reply')
        .map(({ title }) => title);
    },
    budgets: async (target) =>
      (await ledger.get(target === undefined ? '/v1/budgets' : `/v1/budgets/${target}`)).list,
    async pass(ms, stepMs = 10 * MINUTE_MS) {
      const end = clock.now() + ms;
      await ledger.program.app.settled();
      while (clock.now() < end) {
        clock.advance(Math.min(end - clock.now(), stepMs));
        await ledger.program.app.settled();
      }
    },
    async restart(config = current) {
      current = config;
      await ledger.stop();
      ledger = await begin(current);
      await ledger.program.app.settled();
    },
  };
}

/** A call of OpenAI that costs so many cents, exactly. */
export function callOf(cents: number, id: string): Config {
  const tokens = Math.round(cents * TOKENS_A_CENT);
  return {
    id,
    provider: 'openai',
    model: 'gpt-4o-2024-08-06',
    usage: { prompt_tokens: tokens, completion_tokens: 0, total_tokens: tokens },
  };
}

/** SQLite whose books, and what is told, fail or hang as long as they are told to. */
interface Moody extends StorageEngine {
  /** What becomes of calls that are to be booked; `late`: they are written, and nobody hears of it. */
  books: 'fine' | 'rejects' | 'hangs' | 'late';
  /** What becomes of events. */
  events: 'fine' | 'rejects';
  /** Resolves when something hangs, or is late. */
  held(): Promise<void>;
  /** Lets go on what hangs. */
  release(): void;
}

export function moodySqlite(): Moody {
  const held: (() => void)[] = [];
  const waiting: (() => void)[] = [];
  const hold = (): Promise<void> =>
    new Promise((go) => {
      held.push(go);
      for (const wake of waiting.splice(0)) wake();
    });
  const engine: Moody = {
    scheme: 'moodysqlite',
    books: 'fine',
    events: 'fine',
    held: () => (held.length > 0 ? Promise.resolve() : new Promise((wake) => waiting.push(wake))),
    release() {
      engine.books = 'fine';
      for (const go of held.splice(0)) go();
    },
    async open(address) {
      const store = await openSqlite(address);
      return {
        ...store,
        async book(uses, at) {
          if (engine.books === 'rejects') throw new Error('database or disk is full');
          if (engine.books === 'hangs') await hold();
          const booked = await store.book(uses, at);
          if (engine.books === 'late') await hold();
          return booked;
        },
        accept: (events) =>
          engine.events === 'rejects'
            ? Promise.reject(new Error('database or disk is full'))
            : store.accept(events),
      };
    },
    openTrail: openSqliteTrail,
  };
  return engine;
}
