import { hash } from 'node:crypto';
import { createAlerts, type Alerts } from '../alerts/alerts.ts';
import { createQuietHours } from '../alerts/quiet.ts';
import type { ChannelDeps } from '../bots/channel-adapter.ts';
import type { Config } from '../config.ts';
import type { Activity } from '../core/activity.ts';
import type { Clock } from '../core/clock.ts';
import type { ShownCard } from '../core/alerts.ts';
import type { EventId, IncidentId, TraceId } from '../core/ids.ts';
import type { Accept, DecideRoutes, Log, RenderMessage } from '../core/ports.ts';
import { createAccept, type AcceptDeps } from '../dispatch/accept.ts';
import { createTell } from '../dispatch/tell.ts';
import type { Storage } from '../storage/index.ts';
import { createOutboxes, type Outboxes } from './outboxes.ts';

export interface DispatchingDeps {
  readonly config: Config;
  readonly store: Storage;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly log: Log;
  readonly redact: (text: string) => string;
  /** In [0, 1). */
  readonly random: () => number;
  readonly newId: () => EventId;
  readonly newTraceId: () => TraceId;
  readonly decideRoutes: DecideRoutes;
  readonly render: RenderMessage;
  readonly brokenRoute: (route: string) => void;
  readonly commitFailed: (detail: string) => void;
  readonly connectionDown: () => Promise<boolean>;
  /** A message that stands for good and is no incident's card; `null`: it is one. */
  readonly showStanding: (id: IncidentId) => Promise<ShownCard> | null;
  /** What channels are lent, but for their troubles. */
  readonly channelDeps: Omit<ChannelDeps, 'report'>;
}

/** What brings events to people: the outboxes, what fills them, and what keeps the incidents among them. */
export interface Dispatching {
  readonly outboxes: Outboxes;
  readonly dispatch: AcceptDeps;
  readonly accept: Accept;
  readonly alerts: Alerts;
}

function digest(text: string): Uint8Array {
  return hash('sha256', text, 'buffer');
}

/** Three that need each other: outboxes tell of their troubles, alerts make events of them, and those go into outboxes. */
export function createDispatching(deps: DispatchingDeps): Dispatching {
  const { config, store, clock, activity, log, redact, newId, newTraceId } = deps;
  const tell = createTell({
    observe: (observation) => alerts.observe(observation),
    accept: (incoming) => accept(incoming),
    newId,
    newTraceId,
    digest,
    log,
  });
  const outboxes = createOutboxes(
    config.channels,
    { ...deps.channelDeps, report: (trouble) => tell.trouble(trouble, clock.now()) },
    {
      store,
      render: deps.render,
      showCard: (id) => deps.showStanding(id) ?? alerts.showCard(id),
      silent: createQuietHours(config.alerts.quiet, config.timezone),
      clock,
      random: deps.random,
      activity,
      log,
      redact,
      tell,
    },
  );
  const dispatch: AcceptDeps = {
    store,
    decideRoutes: deps.decideRoutes,
    outboxes,
    clock,
    activity,
    log,
    brokenRoute: deps.brokenRoute,
    commitFailed: deps.commitFailed,
  };
  const accept = createAccept(dispatch);
  const alerts = createAlerts({
    store,
    rules: config.alerts,
    timezone: config.timezone,
    clock,
    activity,
    log,
    accept,
    newId,
    newTraceId,
    digest,
    redact,
    connectionDown: deps.connectionDown,
  });
  return { outboxes, dispatch, accept, alerts };
}
