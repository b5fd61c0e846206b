import type { Config } from '../config.ts';
import { canaryWorkflow } from '../core/canary-workflow.ts';

/** Names that may have budgets. */
export interface Charged {
  /** Workflows of the configuration. */
  readonly workflows: readonly string[];
  /** Who is charged besides them: `canary:NAME`. */
  readonly canaries: readonly string[];
  /** Those that are asked by this program, and those that only have prices. */
  readonly providers: readonly string[];
}

export function chargedBy({ workflows, canaries, providers, ledger }: Config): Charged {
  return {
    workflows: workflows.map(({ name }) => name),
    canaries: canaries.map(({ name }) => canaryWorkflow(name)),
    providers: [...new Set([...providers.map(({ name }) => name), ...ledger.providers.keys()])],
  };
}
