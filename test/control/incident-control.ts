import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createControlListener } from '../../src/control/listener.ts';
import { NO_LEDGER } from '../support/no-ledger.ts';
import { createMetrics } from '../../src/control/metrics.ts';
import type { IncidentActions, Rerun } from '../../src/core/alerts.ts';
import type { CommandUse } from '../../src/core/chat.ts';
import { Secret } from '../../src/core/secret.ts';
import { openSqlite, type Storage } from '../../src/storage/open.ts';
import { NOW } from '../storage/stores.ts';

/** The private listener over a real store, with what it asks of `alerts` given by the test. */
export interface IncidentControl {
  readonly store: Storage;
  /** Where the database is. */
  readonly dir: string;
  readonly url: string;
  /** Steps and fields that were logged. */
  readonly lines: unknown[];
  get(path: string): Promise<{ readonly status: number; readonly body: unknown }>;
  post(path: string, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
  text(path: string): Promise<string>;
  /** Every use that was written down, the oldest first. */
  uses(): Promise<readonly CommandUse[]>;
  stop(): Promise<void>;
}

export const CONTROL_KEY = 'the-key-of-the-tests';

const NOBODY: IncidentActions = {
  acknowledge: () => Promise.resolve({ outcome: 'unavailable' }),
  mute: () => Promise.resolve({ outcome: 'unavailable' }),
  unmute: () => Promise.resolve({ outcome: 'unavailable' }),
};

export async function startIncidentControl(
  given: {
    readonly actions?: Partial<IncidentActions>;
    readonly rerun?: Rerun;
    readonly record?: (use: CommandUse) => Promise<void>;
  } = {},
): Promise<IncidentControl> {
  const dir = mkdtempSync(join(tmpdir(), 'pithead-control-'));
  const store = await openSqlite(join(dir, 'pithead.db'));
  const lines: unknown[] = [];
  const log = (step: string, fields: object = {}): void => void lines.push({ step, ...fields });
  const listener = createControlListener({
    trail: store,
    incidents: store,
    canaries: { list: () => Promise.resolve([]), history: () => Promise.resolve(null) },
    uses: store,
    actions: { ...NOBODY, ...given.actions },
    rerun: given.rerun ?? (() => Promise.resolve({ outcome: 'unknown', names: [] })),
    record: given.record ?? ((use) => store.record(use)),
    redact: (text) => text.replaceAll('s3cret-token', '[redacted]'),
    ledger: NO_LEDGER,
    books: store,
    workflowOf: () => null,
    tellInvoice: () => Promise.resolve(false),
    estimate: () => null,
    readTraces: () => ({ ok: false, problem: 'nothing is read here' }),
    now: () => NOW,
    known: () => ({ version: '1.2.3', startedAt: NOW, channels: [], sources: [] }),
    flush: () => Promise.resolve(),
    replay: () => Promise.resolve({ outcome: 'unknown' }),
    dependencies: () => Promise.resolve([]),
    metrics: createMetrics(store, [], () => NOW),
    key: new Secret(CONTROL_KEY),
    same: (a, b) => a === b,
    log: { info: log, warn: log, error: log },
  });
  const { url } = await listener.listen('127.0.0.1', 0);
  return {
    store,
    dir,
    url,
    lines,
    async get(path) {
      const response = await fetch(url + path);
      return { status: response.status, body: await response.json() };
    },
    async post(path, body) {
      const response = await fetch(url + path, {
        method: 'POST',
        ...(body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    },
    text: async (path) => (await fetch(url + path)).text(),
    uses: async () =>
      (await store.uses({ since: 0, until: Number.MAX_SAFE_INTEGER, limit: 100 })).toReversed(),
    async stop() {
      await listener.close();
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
