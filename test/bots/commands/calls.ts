import { createChatCommands, type ChatCommandDeps } from '../../../src/bots/commands/chat-commands.ts';
import type {
  AdmittedCall,
  ChatCall,
  ChatCommands,
  CommandUse,
  Operator,
  ShowProgress,
} from '../../../src/core/chat.ts';
import type { ChatServices } from '../../../src/core/chat-services.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { eventIdOf, keptTraceId, type EventId } from '../../../src/core/ids.ts';
import { incidentDetail, incidentView } from '../../../src/core/incident-views.ts';
import type { SpendReport } from '../../../src/core/ledger-views.ts';
import type { Message } from '../../../src/core/message.ts';
import { spendView } from '../../../src/core/spend-view.ts';
import type { EventView, StatusView, TraceView } from '../../../src/core/views.ts';
import { incidentAt, incidentWith } from '../../storage/stores.ts';

export const NOW = Date.UTC(2026, 10, 22, 3, 0, 0);
export const TRACE = '0af7651916cd43dd8448eb211c80319c';
export const EVENT: EventId = eventIdOf(1_870_000_000_000_000_000n);

/** Something that is wrong since 12 minutes, seen 14 times. */
export const OPEN = incidentWith({
  id: incidentAt(NOW - 720_000),
  severity: 'critical',
  title: 'ops can’t be reached',
  evidence: '',
  startedAt: NOW - 720_000,
  lastSeenAt: NOW - 60_000,
  observations: 14,
});

const OPERATORS: readonly Operator[] = [
  { name: 'ada', telegram: '1', discord: '901', role: 'admin' },
  { name: 'bob', telegram: '2', discord: null, role: 'operator' },
  { name: 'eve', telegram: null, discord: '903', role: 'viewer' },
];

/** `NOW` less so many seconds, as the views say it. */
export function before(seconds: number): string {
  return new Date(NOW - seconds * 1_000).toISOString();
}

export function statusOf(changes: Partial<StatusView> = {}): StatusView {
  return {
    version: '1.2.3',
    startedAt: before(11_100),
    channels: [{ name: 'ops', type: 'telegram', state: 'ok', waiting: 0, dead: 0, lastError: null }],
    sources: [{ name: 'github', lastEventAt: before(300), accepted: 12, refused: 1 }],
    incidents: { open: 1 },
    ...changes,
  };
}

export function eventOf(changes: Partial<EventView> = {}): EventView {
  return {
    id: EVENT,
    source: 'github',
    type: 'push',
    time: before(300),
    severity: 'info',
    subject: null,
    traceId: TRACE,
    deliveryId: null,
    deliveries: [
      { channel: 'ops', state: 'delivered', attempts: 1, messageId: '7', route: 'all', reason: null },
    ],
    ...changes,
  };
}

const TRACED: TraceView = {
  id: EVENT,
  traceId: TRACE,
  steps: [{ at: before(300), step: 'request', detail: 'from 192.0.2.1 to github' }],
  deliveries: [],
};

const FINDINGS: readonly Finding[] = [{ about: 'database', state: 'ok', detail: 'can be read', fix: null }];

const NOTHING_BOOKED: SpendReport = {
  view: spendView([], { by: 'workflow', since: NOW - 604_800_000, until: NOW }),
  workflow: null,
  starts: [],
  total: [],
  series: new Map(),
  unpricedModels: [],
  budgets: [],
};

/** What the program would answer, as plain values. */
function servicesOf(changes: Partial<ChatServices> = {}): ChatServices {
  return {
    now: () => NOW,
    status: () => Promise.resolve(statusOf()),
    events: () => Promise.resolve([eventOf()]),
    trace: (id) => Promise.resolve(id === EVENT ? TRACED : null),
    replay: (id) =>
      Promise.resolve(
        id === EVENT ? { outcome: 'replayed', id: EVENT, channels: ['ops'] } : { outcome: 'unknown' },
      ),
    incidents: () => Promise.resolve([incidentView(OPEN)]),
    incident: (id) =>
      Promise.resolve(
        id === OPEN.id ? incidentDetail({ incident: OPEN, onCard: [OPEN], notes: [], deliveries: [] }) : null,
      ),
    silences: () => Promise.resolve([]),
    acknowledge: (id) =>
      Promise.resolve(
        id === OPEN.id ? { outcome: 'acknowledged', incident: OPEN, also: 0 } : { outcome: 'unknown' },
      ),
    mute: (target, forMs, reason, { name }) =>
      Promise.resolve({
        outcome: 'muted',
        silence: { target, until: NOW + forMs, by: name, at: NOW, reason },
        covers: [],
      }),
    unmute: (target, { name }) =>
      Promise.resolve({
        outcome: 'unmuted',
        silence: { target, until: NOW + 60_000, by: name, at: NOW, reason: null },
        still: [],
      }),
    rerun: (name) =>
      Promise.resolve(
        name === 'pong' ? { outcome: 'ok', detail: '1.2 s' } : { outcome: 'unknown', names: ['pong'] },
      ),
    canaries: () => Promise.resolve([]),
    canary: () => Promise.resolve(null),
    canaryChart: () => Promise.resolve(null),
    spend: (workflow) => Promise.resolve({ ...NOTHING_BOOKED, workflow }),
    spendChart: () => Promise.resolve(null),
    budgets: () => Promise.resolve([]),
    setBudget: () => Promise.resolve({ outcome: 'unavailable' }),
    pause: (workflow, reason, { name }) =>
      Promise.resolve({ outcome: 'paused', pause: { workflow, at: NOW, by: name, reason } }),
    resume: (workflow) =>
      Promise.resolve({
        outcome: 'resumed',
        pause: { workflow, at: NOW - 7_200_000, by: 'ada', reason: null },
      }),
    workflows: () => ['bulk', 'digest'],
    digest: (span) => Promise.resolve({ title: `The last ${span}`, body: '', link: null }),
    doctor: () => Promise.resolve(FINDINGS),
    memoryBytes: () => 84 * 1_048_576,
    ...changes,
  };
}

export interface Asking {
  readonly uses: CommandUse[];
  readonly lines: { readonly level: string; readonly step: string; readonly fields: object }[];
  /** Everything that was tracked and has not settled. */
  readonly inFlight: () => number;
  /** Says a command; `null`: there was no answer at all. */
  readonly ask: (who: string, line: string, progress?: ShowProgress) => Promise<Message | null>;
  readonly commands: {
    readonly list: ChatCommands['list'];
    readonly admit: (call: ChatCall) => AdmittedCall | null;
  };
}

/** A call as a platform makes it: `who` is `telegram 1` or `discord 901`, `line` a command with its arguments. */
export function callOf(who: string, line: string): ChatCall {
  const [platform = '', id = ''] = who.split(' ');
  const [, command = '', args = ''] = /^\/(\S*)\s*(.*)$/s.exec(line) ?? [];
  return {
    user: { platform: platform === 'discord' ? 'discord' : 'telegram', id, name: `name of ${id}` },
    place: { chat: '-100', thread: null, guild: null, private: false, title: 'Ops' },
    command,
    args,
    pressed: false,
  };
}

/** An answer as one text. */
export async function asText(asked: Promise<Message | null>): Promise<string> {
  const message = await asked;
  return message === null ? '' : [message.title, ...(message.body === '' ? [] : [message.body])].join('\n');
}

export function asking(services: Partial<ChatServices> = {}, changes: Partial<ChatCommandDeps> = {}): Asking {
  const uses: CommandUse[] = [];
  const lines: Asking['lines'] = [];
  const running = new Set<Promise<unknown>>();
  const log =
    (level: string) =>
    (step: string, fields: object = {}) =>
      void lines.push({ level, step, fields });
  const commands = createChatCommands({
    operators: OPERATORS,
    services: servicesOf(services),
    uses: {
      record: (use) => {
        uses.push(use);
        return Promise.resolve();
      },
    },
    log: { info: log('info'), warn: log('warn'), error: log('error') },
    track(promise) {
      running.add(promise);
      const done = () => void running.delete(promise);
      promise.then(done, done);
      return promise;
    },
    newTraceId: () => keptTraceId(TRACE),
    redact: (text) => text.replaceAll('s3cret-token', '[redacted]'),
    pair: () => null,
    ...changes,
  });
  return {
    uses,
    lines,
    commands: { list: commands.list, admit: (call) => commands.admit(call) },
    inFlight: () => running.size,
    async ask(who, line, progress) {
      const call = commands.admit(callOf(who, line));
      if (call === null) return null;
      const message = await call.run(progress);
      while (running.size > 0) await Promise.allSettled(running);
      return message;
    },
  };
}
