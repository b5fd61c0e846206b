import { chartOfSpend } from '../charts/chart-of-spend.ts';
import { spendChart } from '../charts/spend-chart.ts';
import type { Config } from '../config.ts';
import type { ChatServices } from '../core/chat-services.ts';
import type { Clock } from '../core/clock.ts';
import { errorText } from '../core/error-text.ts';
import type { DigestSpan } from '../core/ledger-deeds.ts';
import type { Message } from '../core/message.ts';
import type { Log } from '../core/ports.ts';
import { digestMessage } from '../ledger/digest/digest-message.ts';
import { gatherDigest } from '../ledger/digest/gather-digest.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Storage } from '../storage/index.ts';
import { readSpendReport } from './spend-report.ts';

export interface SpendingDeps {
  readonly config: Config;
  readonly store: Storage;
  readonly clock: Clock;
  readonly log: Log;
  readonly ledger: Ledger;
  /** Makes a PNG of an SVG. */
  readonly draw: (svg: string) => Promise<Uint8Array>;
}

/** What people see of spend: reports, their charts, and digests. */
export type Spending = Pick<ChatServices, 'spend' | 'spendChart' | 'digest'>;

export function createSpending({ config, store, clock, log, ledger, draw }: SpendingDeps): Spending {
  const { zone } = config.ledger.anchor;
  return {
    async spend(workflow, sinceMs) {
      const budgets = await ledger.budgets(workflow);
      if (budgets === null) return null;
      return readSpendReport({ workflow, sinceMs, now: clock.now() }, { books: store, budgets, zone });
    },
    async spendChart(report) {
      try {
        return await draw(spendChart(chartOfSpend(report, zone)));
      } catch (error) {
        log.warn('chart-failed', { chart: 'spend', error: errorText(error) });
        return null;
      }
    },
    digest: (span: DigestSpan): Promise<Message> =>
      gatherDigest(span, clock.now(), {
        ledger: store,
        probes: store,
        incidents: store,
        budgets: async () => (await ledger.budgets(null)) ?? [],
        recordedSince: () => store.recordedSince(),
      }).then((input) => digestMessage(input, zone)),
  };
}
