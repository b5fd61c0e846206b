import type { ChatServices } from '../../core/chat-services.ts';
import type { SpendReport } from '../../core/ledger-views.ts';
import type { Pause } from '../../core/ledger.ts';

type Redact = (text: string) => string;

/** What the services say of spend, with no secret in what callers sent: names of models, reasons. */
export function redactedLedger(
  services: ChatServices,
  redact: Redact,
): Pick<ChatServices, 'spend' | 'pause' | 'resume'> {
  return {
    async spend(workflow, sinceMs) {
      const report = await services.spend(workflow, sinceMs);
      return report === null ? null : spendReport(report, redact);
    },
    async pause(workflow, reason, by) {
      const done = await services.pause(workflow, reason, by);
      return 'pause' in done ? { ...done, pause: pause(done.pause, redact) } : done;
    },
    async resume(workflow, by) {
      const done = await services.resume(workflow, by);
      return 'pause' in done ? { ...done, pause: pause(done.pause, redact) } : done;
    },
  };
}

function spendReport(report: SpendReport, redact: Redact): SpendReport {
  const { view, series, unpricedModels } = report;
  return {
    ...report,
    view: { ...view, rows: view.rows.map((row) => ({ ...row, key: redact(row.key) })) },
    series: new Map([...series].map(([key, amounts]) => [redact(key), amounts])),
    unpricedModels: unpricedModels.map(({ provider, model, calls }) => ({
      provider: redact(provider),
      model: redact(model),
      calls,
    })),
  };
}

function pause(one: Pause, redact: Redact): Pause {
  return { ...one, reason: one.reason === null ? null : redact(one.reason) };
}
