import type { Activity } from '../core/activity.ts';
import type { ChannelMemory } from '../core/chat.ts';
import type { Clock } from '../core/clock.ts';
import type { LedgerStore } from '../core/ledger.ts';
import type { Log } from '../core/ports.ts';
import type { PricedProvider, Prices } from '../core/usage.ts';
import type { Tell } from './tell.ts';
import type { LedgerSettings } from './settings.ts';

/** What every part of this room is made with. */
export interface LedgerDeps {
  readonly store: LedgerStore;
  /** Keeps a line or two over restarts. */
  readonly memory: ChannelMemory;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly log: Log;
  readonly settings: LedgerSettings;
  /** Names of the workflows of the configuration. */
  readonly workflows: readonly string[];
  readonly prices: Prices;
  /** Who a caller means by a provider's name. */
  readonly providerOf: (name: string) => PricedProvider;
  readonly tell: Tell;
  /** Replaces configured secrets in a text by `[redacted]`. */
  readonly redact: (text: string) => string;
}
