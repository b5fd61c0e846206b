import type { ColumnType, Kysely, Transaction } from 'kysely';
import type { Integer, NullableInteger } from './columns.ts';
import type { LedgerTables } from './ledger-tables.ts';

export interface EventsTable {
  id: Integer;
  source: string;
  type: string;
  time: Integer;
  subject: string | null;
  severity: string;
  trace_id: string;
  delivery_id: string | null;
  /** JSON of `Verification`; `null` for the program's own events. */
  verification: string | null;
  /** The deliveries made at acceptance: `first_delivery <= seq < end_delivery`. */
  first_delivery: Integer;
  end_delivery: Integer;
  data: string;
}

export interface DeliveriesTable {
  seq: Integer;
  event_id: Integer;
  channel: string;
  route: string;
  severity: string;
  state: Integer;
  attempts: Integer;
  lease_until: NullableInteger;
  /** When the last try began. */
  tried_at: NullableInteger;
  /** When it was delivered or given up. */
  ended_at: NullableInteger;
  /** The platform's message id. */
  message_id: string | null;
  /** JSON of what else the adapter needs to find the message again. */
  message_place: string | null;
  /** Why it is dead. */
  reason: string | null;
  /** The card that it brings up to date. */
  card: NullableInteger;
}

/** Which channels have got a card, where it stands in each, and whether that is up to date. */
export interface CardMessagesTable {
  card: Integer;
  channel: string;
  /** `null`: not sent yet. */
  message_id: string | null;
  /** JSON, as in `deliveries.message_place`. */
  place: string | null;
  /** The newest change of the card that concerns the channel, and the newest that the message shows. */
  newest_event: NullableInteger;
  shown_event: NullableInteger;
}

export interface CardsTable {
  id: Integer;
  cause: string;
  opened_at: Integer;
  resolved_at: NullableInteger;
  severity: string;
  telling_since: Integer;
  reminders: Integer;
  /** JSON: since when, and the rules that were carried out. */
  escalation: string;
  /** JSON of `Announcement`. */
  last: string | null;
  /** The version of the newest one that was accepted; written with the event. */
  announced: ColumnType<bigint, number | bigint | undefined, number | bigint>;
}

/** `labels`, `except`, `to`, `policy`, `acknowledged` and `muted` are JSON. */
export interface IncidentsTable {
  id: Integer;
  fingerprint: string;
  source: string;
  trace_id: string;
  card: Integer;
  state: string;
  severity: string;
  title: string;
  evidence: string;
  cause: string | null;
  next: string | null;
  labels: string;
  rerun: string | null;
  except: string;
  /** `null`: as the routes say. `undefined`: an older version made the file, and it is opened for reading only. */
  to: ColumnType<string | null | undefined, string | null, string | null>;
  policy: string;
  started_at: Integer;
  resolved_at: NullableInteger;
  ending: string | null;
  last_seen_at: Integer;
  observations: Integer;
  comebacks: Integer;
  acknowledged: string | null;
  muted: string | null;
  notifications: Integer;
}

/** An incident's history; `number` rises from 1 within each. */
export interface IncidentNotesTable {
  incident: Integer;
  number: Integer;
  at: Integer;
  last_at: Integer;
  count: Integer;
  step: string;
  reason: string;
  detail: string;
}

/** `recent` has a character for each observation, the oldest first: `1` is a good one. */
export interface WatchedTable {
  fingerprint: string;
  recent: string;
  at: Integer;
}

export interface SilencesTable {
  target: string;
  until: Integer;
  by: string;
  at: Integer;
  reason: string | null;
}

export interface DeferredTable {
  fingerprint: string;
  title: string;
  count: Integer;
  first_at: Integer;
  last_at: Integer;
}

/** `assertions`, `setup` (without the prompt) and `usage` are JSON. */
export interface ProbeRunsTable {
  probe: string;
  at: Integer;
  /** The prompt's hash. */
  prompt: string | null;
  trigger: string;
  trace_id: string;
  verdict: string;
  reason: string | null;
  detail: string;
  missed: Integer;
  latency_ms: NullableInteger;
  ttft_ms: NullableInteger;
  cost_pico: NullableInteger;
  model: string | null;
  fingerprint: string | null;
  assertions: string;
  setup: string;
  usage: string | null;
  output: string;
}

export interface ProbeChangesTable {
  probe: string;
  at: Integer;
  kind: string;
  before: string | null;
  after: string | null;
}

export interface ProbeProgressTable {
  probe: string;
  slot: NullableInteger;
  owed: Integer;
  owed_for: string;
  hold_until: NullableInteger;
}

/** Exact texts by their hashes; `at`: when each was first kept. */
export interface PromptsTable {
  hash: string;
  at: Integer;
  text: string;
}

/** Tries that failed; a try that worked is told by its delivery. */
export interface AttemptsTable {
  delivery_seq: Integer;
  attempt: Integer;
  at: Integer;
  reason: string;
  detail: string;
}

export interface ReplaysTable {
  event_id: Integer;
  seq: Integer;
}

/** Append only, read whole at the start: `dedup-index.ts`. */
export interface DedupTable {
  event_id: Integer;
  key: Uint8Array;
  expires_at: Integer;
}

export interface ChannelsTable {
  name: string;
  failures: Integer;
  down_since: NullableInteger;
  failing_since: NullableInteger;
  hold_until: NullableInteger;
  given_up: Integer;
  last_error: string | null;
}

export interface RefusedTable {
  seq: ColumnType<bigint, number | bigint | undefined, never>;
  request_id: string;
  at: Integer;
  ip: string;
  source: string | null;
  status: Integer;
  reason: string;
  detail: string | null;
  trace_id: string;
}

/** Counts of each source, rolled forward now and then; `counted_to` is the last event that is in them. */
export interface SourceCountsTable {
  source: string;
  accepted: Integer;
  refused: Integer;
  last_event_at: NullableInteger;
}

export interface MarksTable {
  name: string;
  value: Integer;
}

/** What a channel remembers over restarts. */
export interface ChannelMemoryTable {
  channel: string;
  name: string;
  value: string;
}

/** Uses of chat commands, the newest so many. */
export interface CommandUsesTable {
  seq: ColumnType<bigint, number | bigint | undefined, never>;
  at: Integer;
  platform: string;
  user_id: string;
  user_name: string;
  chat: string;
  operator: string | null;
  command: string;
  args: string;
  outcome: string;
}

export interface Tables extends LedgerTables {
  events: EventsTable;
  deliveries: DeliveriesTable;
  attempts: AttemptsTable;
  replays: ReplaysTable;
  dedup: DedupTable;
  channels: ChannelsTable;
  refused: RefusedTable;
  source_counts: SourceCountsTable;
  marks: MarksTable;
  channel_memory: ChannelMemoryTable;
  command_uses: CommandUsesTable;
  card_messages: CardMessagesTable;
  cards: CardsTable;
  incidents: IncidentsTable;
  incident_notes: IncidentNotesTable;
  watched: WatchedTable;
  silences: SilencesTable;
  deferred: DeferredTable;
  probe_runs: ProbeRunsTable;
  probe_changes: ProbeChangesTable;
  probe_progress: ProbeProgressTable;
  prompts: PromptsTable;
}

export type Reader = Kysely<Tables>;
export type Writer = Transaction<Tables>;
