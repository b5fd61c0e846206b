import type { ChatServices } from '../../core/chat-services.ts';
import type { CanaryRunView, CanaryView } from '../../core/probe-views.ts';

type Redact = (text: string) => string;

/** What the services say of probes and their runs, with no secret in what models and hosts wrote. */
export function redactedCanaries(
  services: ChatServices,
  redact: Redact,
): Pick<ChatServices, 'canaries' | 'canary' | 'rerun'> {
  return {
    canaries: async () => (await services.canaries()).map((view) => canary(view, redact)),
    async canary(name) {
      const found = await services.canary(name);
      if (found === null) return null;
      const once = remembered(redact);
      return {
        ...found,
        canary: canary(found.canary, once),
        // What was answered in each of hundreds of runs is not shown, and would take its time to look through.
        runs: found.runs.map((view) => run({ ...view, output: '' }, once)),
        changes: found.changes.map((change) => ({
          ...change,
          before: orNull(change.before, once),
          after: orNull(change.after, once),
        })),
      };
    },
    async rerun(name, progress) {
      const done = await services.rerun(name, (line) => progress?.(redact(line)));
      if (done.outcome === 'unknown') return done;
      return {
        ...done,
        detail: redact(done.detail),
        ...(done.run === undefined ? {} : { run: run(done.run, redact) }),
      };
    },
  };
}

function canary(view: CanaryView, redact: Redact): CanaryView {
  return { ...view, provider: orNull(view.provider, redact), model: orNull(view.model, redact) };
}

function run(view: CanaryRunView, redact: Redact): CanaryRunView {
  return {
    ...view,
    detail: redact(view.detail),
    model: orNull(view.model, redact),
    fingerprint: orNull(view.fingerprint, redact),
    assertions: view.assertions.map((one) => ({ ...one, reason: redact(one.reason) })),
    output: redact(view.output),
  };
}

function orNull(text: string | null, redact: Redact): string | null {
  return text === null ? null : redact(text);
}

/** Hundreds of runs say much the same, and looking for secrets takes its time. */
function remembered(redact: Redact): Redact {
  const done = new Map<string, string>();
  return (text) => {
    const known = done.get(text) ?? redact(text);
    done.set(text, known);
    return known;
  };
}
