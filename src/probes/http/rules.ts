import type { Severity } from '../../core/event.ts';
import type { Labels } from '../../core/incident.ts';
import type { CompiledAssertion } from '../assertions/index.ts';
import type { StatusPattern } from './status.ts';

/** What an address must do, and how it is spoken of. */
export interface HttpRules {
  /** The probe's name. */
  readonly name: string;
  /** How it is asked, for people: `GET https://example.org/health`, no query. */
  readonly asked: string;
  readonly status: readonly StatusPattern[];
  readonly assertions: readonly CompiledAssertion[];
  readonly timeoutMs: number;
  readonly severity: Severity;
  readonly labels: Labels;
  readonly remote: boolean;
}
